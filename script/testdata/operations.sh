#!/bin/sh
# 8 steps of Microsoft Entra ID, by Microsoft Graph. Needs curl 7.76 and jq 1.6.
#
#   plan     sha256:342dbf876d751f0f0bf6b2add2cd2cf2bad6e79fcdc15672225e914ffe5da3a6, as of 2026-11-22
#   tenant   5bde3e51-d13b-4db1-9948-fe4b109d11a0 contoso.onmicrosoft.com
#   requires the flag blockSoftMatchEnabled of the tenant to be false
#   scopes   User.Read.All, OnPremDirectorySynchronization.Read.All, OnPremDirectorySynchronization.ReadWrite.All, User.DeleteRestore.All, User.ReadWrite.All
#   roles    Hybrid Identity Administrator, User Administrator, Privileged Authentication Administrator, depending on the step
#   sign in  TOKEN=... an access token for Microsoft Graph; GRAPH=... another national cloud
#   look     sh plan.sh                      changes nothing
#   run      sh plan.sh run
#            sh plan.sh run --irreversible   also the irreversible steps that are approved
#   resume   sh plan.sh run --done s3,s7     after steps were done that are not done here
#   verify   sh plan.sh verify               after the sync, changes nothing
#   undo     hardmatch render --as graph-rest --undo plan.json
#
# The script checks everything before it writes anything, and checks each step again
# right before its write. It stops at the first unexpected value. It can be run
# again: it skips the steps that are already done.

# Not done here:
#   - o2 moveOutOfScope CN=Finn\, F.,OU=Staff,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o20 manualReview seven@contoso.com: by hand: take the role Global Administrator off seven@contoso.com; role changes take up to 15 minutes
#   - o3 removeProxyAddress CN=Gil,OU=Staff,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o9 setConsistencyGuid CN=Hal,OU=Staff,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o10 clearConsistencyGuid CN=Ivy,OU=Staff,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o11 addProxyAddress CN=Jo,OU=Staff,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o12 setMail CN=Zo\u{eb} O'Brien,OU=Staff,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o13 setUserPrincipalName CN=Kai,OU=Staff,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o16 moveIntoScope CN=Max,OU=Unsynced,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o24 setMail CN=Finn\, F.,OU=Staff,DC=contoso,DC=com: supported by graph-powershell, entra-powershell, ldif
#   - o21 moveOutOfScope CN=Pia,OU=Staff,DC=contoso,DC=com: by hand: a duplicate of Jo; move it to an OU that is not synced
#   - o17 runSync onPremises: supported by graph-powershell, entra-powershell
#   - o22 runSync onPremises: supported by graph-powershell, entra-powershell
#   - o19 manualReview CN=Ned,OU=Staff,DC=contoso,DC=com: by hand: two cloud users claim it
#   - CN=Olga,OU=Staff,DC=contoso,DC=com: nothing to find its cloud user by

# ---- The rules ---------------------------------------------------------------

set -eu

# Prints a message. The check before a run is silent.
say() { [ "$mode" != "$asked" ] || printf '%-5s %s: %s\n' "$step" "$what" "$1"; }
stop() {
    printf 'stopped at %s %s: %s\n' "${step:-the start}" "${what:-}" "$1" >&2
    exit 1
}

# Prints the values of all pages of a response as one array.
pages() { # PATH
    next=$graph$1 values=
    while [ -n "$next" ]; do
        case $next in "$graph"/*) ;; *) stop "the next page is on another server: $next" ;; esac
        page=$(ask GET "$next") || { printf '%s\n' "$page" >&2; return 1; }
        values="$values $page"
        next=$(printf '%s' "$page" | jq -r '."@odata.nextLink" // ""')
    done
    printf '%s' "$values" | jq -cs '[.[].value[]]'
}

# Begins a step and returns whether to continue with it. The script goes through the
# steps in the mode look, which only reads, and then in the mode run. Steps that check
# the result of the sync take part in the modes run and verify.
begin() { # STEP WHAT [AFTER]
    step=$1 what=$2 waits=${3:-} done=no
    [ "$mode" != verify ]
}
# A step that can be checked only right before it is done: an earlier step changes
# its object, or another format carries out an earlier step.
late() {
    begin "$@" || return 1
    [ "$mode" = look ] || return 0
    say 'checked only right before it is done'
    return 1
}
verify() { begin "$@"; [ "$mode" != look ]; }

by_hand() { # STEP WHAT TASK
    begin "$1" "$2" || return 0
    is_finished "$1" || say "not done here: $3"
}
is_finished() { case ",$finished," in *",$1,"*) ;; *) return 1 ;; esac; }

# The steps that this step waits for and that this script does not carry out.
waits_for() { # STEP...
    [ "$mode" != verify ] || return 0
    for other; do
        is_finished "$other" || waiting "it waits for $other, which is not done here; when it is done: run --done ${finished:+$finished,}$other"
    done
}
# A later step or the sync reverts what this step does. So this step counts as done if
# --done names one of the given steps, which wait for it.
was_done_before() { # STEP...
    for other; do
        if is_finished "$other"; then already; return 0; fi
    done
}
waiting() { if [ "$asked" = run ]; then stop "$1"; else say "$1"; fi; }

no_way_back() {
    [ "$asked" = look ] || [ "$irreversible" = yes ] || stop 'it cannot be undone; run --irreversible allows it'
}

# Selects the user that a search returned. A search ignores case and can return other
# users, so this compares each result again.
only() { # VALUES WANT CONDITION
    [ $done = no ] || return 0
    hits=$(printf '%s' "$1" | jq -c --argjson want "$2" "[.[] | select($3)]")
    n=$(printf '%s' "$hits" | jq length)
    [ "$n" -eq 1 ] || stop "expected one user, found $n"
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

# Compares the exact case. Only null is the same as null.
is() { printf '%s' "$user" | jq -e --arg name "$1" --argjson want "$2" '.[$name] == $want' >/dev/null; }
shown() { printf '%s' "$user" | jq -c --arg name "$1" '.[$name]'; }
expect() { # PROPERTY JSON
    [ $done = yes ] || is "$1" "$2" || stop "$1 is $(shown "$1"), expected $2"
}
unless_so() { # PROPERTY JSON
    [ $done = yes ] || ! is "$1" "$2" || already
}
cloud_only() {
    [ $done = no ] || return 0
    ! is onPremisesSyncEnabled true || stop 'it is synced'
    ! is userType '"Guest"' || stop 'it is a guest'
}
has() { # VALUES JSON
    printf '%s' "$1" | jq -e --argjson want "$2" 'any(.[]; (.id | ascii_downcase) == ($want | ascii_downcase))' >/dev/null
}
already() { done=yes; say 'already so'; }

# Reads the deleted users once, and again after a change.
read_deleted() { [ -n "$deleted" ] || deleted=$(pages "/v1.0/directory/deletedItems/microsoft.graph.user?\$top=999&\$select=$properties"); }
find_deleted() { only "$deleted" "$1" '(.id | ascii_downcase) == ($want | ascii_downcase)'; } # JSON

# The step is done if the user is already deleted, purged or restored.
unless_deleted() { # JSON
    read_deleted
    ! has "$deleted" "$1" || already
}
unless_gone() { # JSON PATH
    read_deleted
    ! has "$deleted" "$1" || return 0
    values=$(pages "$2")
    ! has "$values" "$1" || stop 'the user is not deleted'
    already
}
unless_there() { # JSON PATH
    read_deleted
    values=$(pages "$2")
    ! has "$values" "$1" || already
}

# No other user, active or deleted, may have the value. While the step waits for other
# steps, one of those may still have to free the value.
alone() { # PROPERTY JSON PATH
    [ $done = no ] || return 0
    [ -z "$waits" ] || [ "$mode" = run ] || return 0
    values=$(pages "$3")
    others=$(holders "$values" "$1" "$2")
    [ -z "$others" ] || stop "other users have this $1: $others"
    read_deleted
    others=$(holders "$deleted" "$1" "$2")
    [ -z "$others" ] || stop "a deleted user has this $1: $others. Purge or restore it, or make a new plan with an export of the deleted users"
}
holders() { # VALUES PROPERTY JSON
    printf '%s' "$1" | jq -r --arg name "$2" --argjson want "$3" --arg id "$id" \
        '[.[] | select(.[$name] == $want and .id != $id) | "\(.userPrincipalName) (\(.id))"] | join(", ")'
}

# Writes a value, and reads until the service returns it. The service can answer from
# replicas that are some seconds old.
change() { # VERSION PROPERTY JSON
    [ $done = no ] || return 0
    if [ "$mode" = look ]; then say "would set $2 to $3"; return 0; fi
    ask PATCH "$graph/$1/users/$id" "{\"$2\":$3}" >&2
    for wait in 0 3 3 3 3 3; do
        sleep $wait
        user=$(ask GET "$graph/$1/users/$id?\$select=id,$2")
        if is "$2" "$3"; then say "$2 is $3"; return 0; fi
    done
    stop "$2 was written, but the service returns $(shown "$2")"
}
delete_user() {
    [ $done = no ] || return 0
    if [ "$mode" = look ]; then say 'would delete it (it can be restored for 30 days)'; return 0; fi
    ask DELETE "$graph/v1.0/users/$id" >&2
    deleted=
    say 'deleted (it can be restored for 30 days)'
}

purge() {
    [ $done = no ] || return 0
    if [ "$mode" = look ]; then say "would permanently delete $id"; return 0; fi
    ask DELETE "$graph/v1.0/directory/deletedItems/$id" >&2
    deleted=
    say "$id permanently deleted"
}
restore() { # JSON
    [ $done = no ] || return 0
    if [ "$mode" = look ]; then say "would restore it: $1"; return 0; fi
    ask POST "$graph/v1.0/directory/deletedItems/$id/restore" "$1" >/dev/null
    deleted=
    say "restored: $1"
}

read_flags() {
    values=$(pages /v1.0/directory/onPremisesSynchronization)
    n=$(printf '%s' "$values" | jq length)
    [ "$n" -eq 1 ] || stop "expected exactly one onPremisesDirectorySynchronization resource, found $n"
    user=$(printf '%s' "$values" | jq -c '.[0].features')
    id=$(printf '%s' "$values" | jq -r '.[0].id | select(test("^[0-9A-Fa-f-]{36}$"))')
}
want_flag() { # NAME JSON
    step=tenant what=$1
    read_flags
    is "$1" "$2" || stop "the flag is $(shown "$1"), but the plan requires $2; export again and make a new plan"
}
flag() { # NAME BEFORE AFTER
    [ $done = no ] || return 0
    read_flags
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

usage() {
    printf 'usage: sh plan.sh [look | run [--irreversible] [--done STEP,...] | verify]\n' >&2
    exit 2
}

main() {
    asked=${1:-look} irreversible=no finished='' deleted=''
    case $asked in look | run | verify) ;; *) usage ;; esac
    [ $# -eq 0 ] || shift
    while [ $# -gt 0 ]; do
        case "$asked $1" in
        'run --irreversible') irreversible=yes ;;
        'run --done') [ $# -gt 1 ] || usage; finished=$2; shift ;;
        *) usage ;;
        esac
        shift
    done
    signed_in
    [ "$tenant" = '""' ] || same_tenant
    mode=$asked
    if [ $asked = verify ]; then steps; return 0; fi
    flags
    mode=look
    steps
    [ "$asked" = run ] || return 0
    mode=run deleted=''
    steps
}

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

tenant='"5bde3e51-d13b-4db1-9948-fe4b109d11a0"'
properties='id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled,deletedDateTime'

# The flags that the plan requires of the tenant.
flags() {
    want_flag 'blockSoftMatchEnabled' 'false'
    :
}

# ---- The steps ---------------------------------------------------------------

steps() {
    # o1: hard match is blocked in this tenant (HM3001)
    if begin 'o1' 'setTenantFlag cloud'; then
        was_done_before 'o17' 'o22'
        flag 'blockCloudObjectTakeoverThroughHardMatchEnabled' 'true' 'false'
    fi

    # o20: take the role Global Administrator off seven@contoso.com; role changes take up to 15 minutes (HM1010)
    by_hand 'o20' 'manualReview seven@contoso.com' 'by hand: take the role Global Administrator off seven@contoso.com; role changes take up to 15 minutes (HM1010)'

    # o4: a duplicate
    if begin 'o4' 'deleteUser dup@contoso.com'; then
        unless_deleted '"87d349ed-44d7-43e1-9a83-5f2406dee5b4"'
        find_id '"87d349ed-44d7-43e1-9a83-5f2406dee5b4"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=id%20eq%20%2787d349ed-44d7-43e1-9a83-5f2406dee5b4%27'
        expect 'userPrincipalName' '"dup@contoso.com"'
        expect 'onPremisesSyncEnabled' 'null'
        delete_user
    fi

    # o5: a deleted user holds the anchor of Ada (HM1005)
    # This cannot be undone and is not approved, so it is off:
    # if begin 'o5' 'purgeDeletedUser 87d349ed-44d7-43e1-9a83-5f2406dee5be'; then
    #     no_way_back
    #     unless_gone '"87d349ed-44d7-43e1-9a83-5f2406dee5be"' '/v1.0/users?$select=id&$filter=id%20eq%20%2787d349ed-44d7-43e1-9a83-5f2406dee5be%27'
    #     find_deleted '"87d349ed-44d7-43e1-9a83-5f2406dee5be"'
    #     expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
    #     expect 'deletedDateTime' '"2026-11-01T08:00:00Z"'
    #     purge
    # fi
    by_hand 'o5' 'purgeDeletedUser 87d349ed-44d7-43e1-9a83-5f2406dee5be' 'it cannot be undone, and it is not approved in the plan'

    # o7: the anchor of somebody else
    if late 'o7' 'clearOnPremisesImmutableId seven@contoso.com' 'o20'; then
        waits_for 'o20'
        find_id '"87d349ed-44d7-43e1-9a83-5f2406dee5b7"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=id%20eq%20%2787d349ed-44d7-43e1-9a83-5f2406dee5b7%27'
        unless_so 'onPremisesImmutableId' 'null'
        cloud_only
        expect 'onPremisesImmutableId' '"C4GP0FyjqEmkzcaSPfwD7g=="'
        change 'v1.0' 'onPremisesImmutableId' 'null'
    fi

    # o8: CN=Ada: anchor from objectGUID (HM1001, HM1005)
    if begin 'o8' 'setOnPremisesImmutableId ada@contoso.com' 'o1 o5'; then
        waits_for 'o5'
        find_name '"ada@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27ada%40contoso.com%27'
        unless_so 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
        cloud_only
        expect 'onPremisesImmutableId' 'null'
        expect 'onPremisesSyncEnabled' 'null'
        alone 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=onPremisesImmutableId%20eq%20%27QX00ApTUDEiiEm5kX0UACg%3D%3D%27'
        change 'v1.0' 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
    fi

    # o9: it carries the anchor
    by_hand 'o9' 'setConsistencyGuid CN=Hal,OU=Staff,DC=contoso,DC=com' 'by graph-powershell: it carries the anchor'

    # o14: the name it has on-premises
    if begin 'o14' 'setCloudUserPrincipalName bob@contoso.com'; then
        find_mail '"bob@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=proxyAddresses%2Fany%28p%3Ap%20eq%20%27SMTP%3Abob%40contoso.com%27%29'
        unless_so 'userPrincipalName' '"bob@contoso.com"'
        expect 'userPrincipalName' '"bob@contoso.onmicrosoft.com"'
        change 'v1.0' 'userPrincipalName' '"bob@contoso.com"'
    fi

    # o15: deleted by mistake
    if begin 'o15' 'restoreDeletedUser 87d349ed-44d7-43e1-9a83-5f2406dee5bf'; then
        unless_there '"87d349ed-44d7-43e1-9a83-5f2406dee5bf"' '/v1.0/users?$select=id&$filter=id%20eq%20%2787d349ed-44d7-43e1-9a83-5f2406dee5bf%27'
        find_deleted '"87d349ed-44d7-43e1-9a83-5f2406dee5bf"'
        expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFQ=="'
        restore '{"newUserPrincipalName":"lea@contoso.com"}'
    fi

    # o21: a duplicate of Jo; move it to an OU that is not synced
    by_hand 'o21' 'moveOutOfScope CN=Pia,OU=Staff,DC=contoso,DC=com' 'by hand: a duplicate of Jo; move it to an OU that is not synced'

    # o17: joins them
    by_hand 'o17' 'runSync onPremises' 'by graph-powershell: joins them'

    # o22: the second one deletes what left the scope
    by_hand 'o22' 'runSync onPremises' 'by graph-powershell: the second one deletes what left the scope'

    # o18: joined and still stamped
    if verify 'o18' 'verify ada@contoso.com' 'o22'; then
        waits_for 'o22'
        find_name '"ada@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27ada%40contoso.com%27'
        expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
        expect 'onPremisesSyncEnabled' 'true'
        say 'as planned'
    fi

    # o19: two cloud users claim it (HM2003)
    by_hand 'o19' 'manualReview CN=Ned,OU=Staff,DC=contoso,DC=com' 'by hand: two cloud users claim it (HM2003)'

    # o23: hard match was blocked before
    if late 'o23' 'setTenantFlag cloud' 'o18'; then
        flag 'blockCloudObjectTakeoverThroughHardMatchEnabled' 'false' 'true'
    fi

    # o6: it names an object that is gone
    # This cannot be undone and is not approved, so it is off:
    # if begin 'o6' 'clearOnPremisesObjectIdentifier 87d349ed-44d7-43e1-9a83-5f2406dee5b6'; then
    #     no_way_back
    #     find_id '"87d349ed-44d7-43e1-9a83-5f2406dee5b6"' '/beta/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled,onPremisesObjectIdentifier&$filter=id%20eq%20%2787d349ed-44d7-43e1-9a83-5f2406dee5b6%27'
    #     unless_so 'onPremisesObjectIdentifier' 'null'
    #     expect 'onPremisesObjectIdentifier' '"1f4a5a0e-6d5f-4b0e-9a58-1f6d60f3c006"'
    #     change 'beta' 'onPremisesObjectIdentifier' 'null'
    # fi
    by_hand 'o6' 'clearOnPremisesObjectIdentifier 87d349ed-44d7-43e1-9a83-5f2406dee5b6' 'it cannot be undone, and it is not approved in the plan'

    :
}

main "$@"
