
# ---- Microsoft Graph ---------------------------------------------------------

graph=https://graph.microsoft.com

signed_in() {
    m365 status --output json | jq -e 'type == "object" and (.connectedAs // .connectionName) != null' >/dev/null ||
        stop 'not signed in: m365 login'
}

# Sends a request and prints the response. This does not use m365 entra user set,
# which sends an empty string for null.
ask() { # METHOD URI [JSON]
    method=$1 uri=$2
    if [ $# -eq 3 ]; then set -- --body "$3" --content-type application/json; else set --; fi
    m365 request --method "$(printf '%s' "$method" | tr A-Z a-z)" --url "$uri" --output json "$@" || {
        printf '\n%s\n' "$method $uri failed" >&2
        return 1
    }
}
