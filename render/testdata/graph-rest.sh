#!/bin/sh
# 6 changes of Microsoft Entra ID, by Microsoft Graph. Needs curl 7.76 and jq 1.6.
#
#   plan     sha256:02aa6fec1f4af9c5eb16514fed5504d9783c87bf59f710742160498d13a79dd1, as of 2026-11-22
#   from     users.ldf: LDIF (ldifde), 10 records
#   scopes   User.Read.All, User.DeleteRestore.All, User.ReadWrite.All
#   roles    User Administrator, Privileged Authentication Administrator, as a step needs
#   sign in  TOKEN=... an access token for Microsoft Graph; GRAPH=... another national cloud
#   look     sh plan.sh               changes nothing
#   run      sh plan.sh run
#            sh plan.sh run --irreversible   with what is approved and has no way back
#   later    sh plan.sh verify        after the sync, changes nothing
#   back     hardmatch render --as graph-rest --undo plan.json
#
# All is looked at before anything is written, and each step again right before
# its write; at the first surprise the script stops. It can be run again: what is
# done already is found so and left alone.

# Not done here:
#   - s7 runSync onPremises: no step of Microsoft Graph; said by graph-powershell, entra-powershell (policyType to Delta; the next delta sync joins each user to the cloud user that carries its anchor)
#   - CN=krbtgt,OU=Staff,DC=contoso,DC=com (users.ldf:30): not synced: isCriticalSystemObject is set
#   - CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40): 2 users would be stamped on the cloud user carol@contoso.com; decide which of them is its twin: CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40); CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50)
#   - CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50): 2 users would be stamped on the cloud user CAROL@contoso.com; decide which of them is its twin: CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40); CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50)
#   - CN=Dan,OU=Staff,DC=contoso,DC=com (users.ldf:60): nothing to find its cloud user by: Entra ID cannot hold this userPrincipalName, and there is no primary SMTP address of a public domain
#   - CN=Eve,OU=Staff,DC=contoso,DC=com (users.ldf:70): its source anchor has $ or _, which Microsoft Graph refuses in onPremisesImmutableId

# ---- The rules ---------------------------------------------------------------

set -eu

say() { printf '%-5s %s: %s\n' "$step" "$what" "$1"; }
stop() {
    printf 'stopped at %s %s: %s\n' "${step:-the start}" "${what:-}" "$1" >&2
    exit 1
}

# The values of all pages of an answer, as one array.
pages() { # PATH
    next=$graph$1 values=
    while [ -n "$next" ]; do
        case $next in "$graph"/*) ;; *) stop "the next page is somewhere else: $next" ;; esac
        page=$(ask GET "$next") || { printf '%s\n' "$page" >&2; return 1; }
        values="$values $page"
        next=$(printf '%s' "$page" | jq -r '."@odata.nextLink" // ""')
    done
    printf '%s' "$values" | jq -cs '[.[].value[]]'
}

begin() { step=$1 what=$2 done=no found='[]'; }

no_way_back() {
    [ "$mode" = look ] || [ "$irreversible" = yes ] || stop 'there is no way back from this; run --irreversible allows it'
}

# The one user that a search finds. Searches ignore case and may find more, so
# the hits are compared again.
only() { # VALUES WANT CONDITION
    [ $done = no ] || return 0
    hits=$(printf '%s' "$1" | jq -c --argjson want "$2" "[.[] | select($3)]")
    n=$(printf '%s' "$hits" | jq length)
    [ "$n" -eq 1 ] || stop "$n such users"
    user=$(printf '%s' "$hits" | jq -c '.[0]')
    id=$(printf '%s' "$user" | jq -r '.id | select(test("^[0-9A-Fa-f-]{36}$"))')
    [ -n "$id" ] || stop 'it has no id'
}
find_id() { values=$(pages "$2"); only "$values" "$1" '(.id | ascii_downcase) == ($want | ascii_downcase)'; }
find_name() { values=$(pages "$2"); only "$values" "$1" '(.userPrincipalName // "" | ascii_downcase) == ($want | ascii_downcase)'; }
find_mail() {
    values=$(pages "$2")
    only "$values" "$1" '[.proxyAddresses[]? | select(startswith("SMTP:")) | .[5:] | ascii_downcase] | index([$want | ascii_downcase]) != null'
}

# Compared by exact case; a property that is null must be null.
is() { printf '%s' "$user" | jq -e --arg name "$1" --argjson want "$2" '.[$name] == $want' >/dev/null; }
shown() { printf '%s' "$user" | jq -c --arg name "$1" '.[$name]'; }
expect() { # PROPERTY JSON
    [ $done = yes ] || is "$1" "$2" || stop "$1 is $(shown "$1"), expected $2"
}
unless_so() { # PROPERTY JSON
    if is "$1" "$2"; then done=yes; say 'already so'; fi
}
cloud_only() {
    [ $done = no ] || return 0
    ! is onPremisesSyncEnabled true || stop 'it is synced'
    ! is userType '"Guest"' || stop 'it is a guest'
}
# A user that is deleted, or there again, needs no more.
unless_deleted() { # JSON
    values=$(deleted_users id)
    if has "$1"; then done=yes; say 'already so'; fi
}
unless_there() { # JSON PATH
    values=$(pages "$2")
    if has "$1"; then done=yes; say 'already so'; fi
}
has() { printf '%s' "$values" | jq -e --argjson want "$1" 'any(.[]; (.id | ascii_downcase) == ($want | ascii_downcase))' >/dev/null; }

alone() { # PROPERTY JSON PATH
    [ $done = no ] || return 0
    values=$(pages "$3")
    others=$(printf '%s' "$values" | jq -r --arg name "$1" --argjson want "$2" --arg id "$id" \
        '[.[] | select(.[$name] == $want and .id != $id) | .id] | join(" ")')
    [ -z "$others" ] || stop "others have this $1: $others"
}

# Writes, and reads until the service shows it: it answers from copies that can
# be some seconds old.
change() { # VERSION PROPERTY JSON
    [ $done = no ] || return 0
    if [ "$mode" = look ]; then say "would set $2 to $3"; return 0; fi
    ask PATCH "$graph/$1/users/$id" "{\"$2\":$3}" >&2
    for wait in 0 3 3 3 3 3; do
        sleep $wait
        user=$(ask GET "$graph/$1/users/$id?\$select=id,$2")
        if is "$2" "$3"; then say "$2 is $3"; return 0; fi
    done
    stop "$2 was written, but reads $(shown "$2")"
}
delete_user() {
    [ $done = no ] || return 0
    if [ "$mode" = look ]; then say 'would delete it, for 30 days'; return 0; fi
    ask DELETE "$graph/v1.0/users/$id" >&2
    say 'deleted, for 30 days'
}

deleted_users() { pages "/v1.0/directory/deletedItems/microsoft.graph.user?\$top=999&\$select=$1"; }
find_deleted() { # JSON PROPERTIES
    values=$(deleted_users "$2")
    only "$values" "$1" '(.id | ascii_downcase) == ($want | ascii_downcase)'
}
# Entra ID puts the 32 digits of its id before the name of a deleted user.
seek_deleted() { # PROPERTY JSON
    values=$(deleted_users 'id,userPrincipalName,onPremisesImmutableId')
    found=$(printf '%s' "$values" | jq -c --arg name "$1" --argjson want "$2" --argjson found "$found" '
        def former: (.id | gsub("-"; "")) as $digits | (.userPrincipalName // "" | ascii_downcase)
            | if startswith($digits | ascii_downcase) then .[32:] else . end;
        $found + [.[] | select(if $name == "userPrincipalName" then former == ($want | ascii_downcase) else .[$name] == $want end)]
        | unique_by(.id)')
}
none_found() {
    n=$(printf '%s' "$found" | jq length)
    [ "$n" -eq 0 ] || stop "$n deleted users are in the way: $(printf '%s' "$found" | jq -r '[.[].id] | join(" ")'). Approve $step in the plan and render it again"
    say 'nothing is in the way'
}
purge_found() {
    for id in $(printf '%s' "$found" | jq -r '.[].id | select(test("^[0-9A-Fa-f-]{36}$"))'); do purge; done
}
purge() {
    if [ "$mode" = look ]; then say "would delete $id for good"; return 0; fi
    ask DELETE "$graph/v1.0/directory/deletedItems/$id" >&2
    say "$id deleted for good"
}
restore() { # JSON
    [ $done = no ] || return 0
    if [ "$mode" = look ]; then say "would restore it: $1"; return 0; fi
    ask POST "$graph/v1.0/directory/deletedItems/$id/restore" "$1" >/dev/null
    say "restored: $1"
}

flag() { # NAME BEFORE AFTER
    values=$(pages /v1.0/directory/onPremisesSynchronization)
    [ "$(printf '%s' "$values" | jq length)" -eq 1 ] || stop 'the tenant has no one set of flags'
    user=$(printf '%s' "$values" | jq -c '.[0].features')
    id=$(printf '%s' "$values" | jq -r '.[0].id | select(test("^[0-9A-Fa-f-]{36}$"))')
    unless_so "$1" "$3"
    expect "$1" "$2"
    [ $done = no ] || return 0
    if [ "$mode" = look ]; then say "would set it to $3"; return 0; fi
    ask PATCH "$graph/v1.0/directory/onPremisesSynchronization/$id" "{\"features\":{\"$1\":$3}}" >&2
    say "set to $3"
}

same_tenant() {
    step=tenant what=
    values=$(pages '/v1.0/organization?$select=id')
    printf '%s' "$values" | jq -e --argjson want "$tenant" 'any(.[]; .id == $want)' >/dev/null ||
        stop "the token is for $(printf '%s' "$values" | jq -c '[.[].id]'), the plan for $tenant"
}

main() {
    mode=look irreversible=no
    signed_in
    case "${1:-look} ${2:-}" in
    'look '|'run '|'verify ') ;;
    'run --irreversible') irreversible=yes ;;
    *) printf 'usage: sh plan.sh [look | run [--irreversible] | verify]\n' >&2; exit 2 ;;
    esac
    [ "$tenant" = '""' ] || same_tenant
    if [ "${1:-look}" = verify ]; then looks; return 0; fi
    steps
    [ "${1:-look}" = run ] || return 0
    mode=run
    steps
}

# ---- Microsoft Graph ---------------------------------------------------------

graph=${GRAPH:-https://graph.microsoft.com}

signed_in() { : "${TOKEN:?holds no access token}"; }

# What a request answers. The token stands in no argument, where others see it.
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

tenant='""'

# ---- The steps ---------------------------------------------------------------

steps() {
    # s1: a deleted user that holds the anchor or was ada@contoso.com is in the way; deleting it for good has no way back
    begin 's1' 'purgeDeletedUser ada@contoso.com'
    seek_deleted 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
    seek_deleted 'userPrincipalName' '"ada@contoso.com"'
    none_found

    # s2: a deleted user that holds the anchor or was bob@contoso.com is in the way; deleting it for good has no way back
    begin 's2' 'purgeDeletedUser bob@contoso.com'
    seek_deleted 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="'
    none_found

    # s3: a deleted user that holds the anchor or was zoe.o'brien@contoso.com is in the way; deleting it for good has no way back
    begin 's3' 'purgeDeletedUser zoe.o'\''brien@contoso.com'
    seek_deleted 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="'
    seek_deleted 'userPrincipalName' '"zoe.o'\''brien@contoso.com"'
    none_found

    # s4: CN=Ada,OU=Staff,DC=contoso,DC=com (users.ldf:10): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid)
    begin 's4' 'setOnPremisesImmutableId ada@contoso.com'
    find_name '"ada@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27ada%40contoso.com%27'
    unless_so 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
    cloud_only
    expect 'onPremisesImmutableId' 'null'
    alone 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=onPremisesImmutableId%20eq%20%27QX00ApTUDEiiEm5kX0UACg%3D%3D%27'
    change 'v1.0' 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'

    # s5: CN=Bob,OU=Staff,DC=contoso,DC=com (users.ldf:20): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid), cloud user found by primary SMTP address, as Entra ID cannot hold the user principal name
    begin 's5' 'setOnPremisesImmutableId bob@contoso.com'
    find_mail '"bob@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=proxyAddresses%2Fany%28p%3Ap%20eq%20%27SMTP%3Abob%40contoso.com%27%29'
    unless_so 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="'
    cloud_only
    expect 'onPremisesImmutableId' 'null'
    alone 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=onPremisesImmutableId%20eq%20%27QX00ApTUDEiiEm5kX0UAFA%3D%3D%27'
    change 'v1.0' 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="'

    # s6: CN=Zo\u{eb} O'Brien <zoe>,OU=Staff,DC=contoso,DC=com (users.ldf:80): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid)
    begin 's6' 'setOnPremisesImmutableId zoe.o'\''brien@contoso.com'
    find_name '"zoe.o'\''brien@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27zoe.o%27%27brien%40contoso.com%27'
    unless_so 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="'
    cloud_only
    expect 'onPremisesImmutableId' 'null'
    alone 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=onPremisesImmutableId%20eq%20%27QX00ApTUDEiiEm5kX0UAUA%3D%3D%27'
    change 'v1.0' 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="'

    :
}

# After the sync: has it joined the users?
looks() {
    # s8: once the sync has run, ada@contoso.com is synced and still carries the anchor
    begin 's8' 'verify ada@contoso.com'
    find_name '"ada@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27ada%40contoso.com%27'
    expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
    expect 'onPremisesSyncEnabled' 'true'
    say 'joined'

    # s9: once the sync has run, bob@contoso.com is synced and still carries the anchor
    begin 's9' 'verify bob@contoso.com'
    find_mail '"bob@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=proxyAddresses%2Fany%28p%3Ap%20eq%20%27SMTP%3Abob%40contoso.com%27%29'
    expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="'
    expect 'onPremisesSyncEnabled' 'true'
    say 'joined'

    # s10: once the sync has run, zoe.o'brien@contoso.com is synced and still carries the anchor
    begin 's10' 'verify zoe.o'\''brien@contoso.com'
    find_name '"zoe.o'\''brien@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27zoe.o%27%27brien%40contoso.com%27'
    expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="'
    expect 'onPremisesSyncEnabled' 'true'
    say 'joined'

    :
}

main "$@"
