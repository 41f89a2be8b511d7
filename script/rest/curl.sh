
# ---- Microsoft Graph ---------------------------------------------------------

graph=${GRAPH:-https://graph.microsoft.com}

signed_in() { : "${TOKEN:?holds no access token}"; }

# Sends a request and prints the response. The token is not in an argument, because
# other users can read arguments.
ask() { # METHOD URI [JSON]
    if [ $# -eq 3 ]; then set -- "$1" "$2" --header 'Content-Type: application/json' --data-raw "$3"; fi
    method=$1 uri=$2
    shift 2
    printf 'Authorization: Bearer %s' "$TOKEN" |
        curl -sS -g --fail-with-body --max-time 100 -H @- -X "$method" "$@" "$uri" || {
        printf '\n%s\n' "$method $uri failed" >&2
        return 1
    }
}
