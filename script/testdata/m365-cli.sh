#!/bin/sh
# 6 steps of Microsoft Entra ID, by the CLI for Microsoft 365. Needs m365 10 and jq 1.6.
#
#   plan     sha256:aaad0b717ecb7d0b9e7d9539cf8a8c7f97a667bf52892973127501e209dad56b, as of 2026-11-22
#   from     users.ldf: LDIF (ldifde), 10 records
#   scopes   User.Read.All, User.ReadWrite.All
#   roles    User Administrator, Privileged Authentication Administrator, depending on the step
#   sign in  m365 login; its app needs the scopes above
#   look     sh plan.sh                      changes nothing
#   run      sh plan.sh run
#            sh plan.sh run --irreversible   also the irreversible steps that are approved
#   resume   sh plan.sh run --done s3,s7     after steps were done that are not done here
#   verify   sh plan.sh verify               after the sync, changes nothing
#   undo     hardmatch render --as m365-cli --undo plan.json
#
# The script checks everything before it writes anything, and checks each step again
# right before its write. It stops at the first unexpected value. It can be run
# again: it skips the steps that are already done.

# Not done here:
#   - s7 runSync onPremises: supported by graph-powershell, entra-powershell
#   - CN=krbtgt,OU=Staff,DC=contoso,DC=com (users.ldf:30): not synced: isCriticalSystemObject is set
#   - CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40): 2 users would be stamped on the cloud user carol@contoso.com; decide which of them is its twin: CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40); CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50)
#   - CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50): 2 users would be stamped on the cloud user CAROL@contoso.com; decide which of them is its twin: CN=Carol,OU=Staff,DC=contoso,DC=com (users.ldf:40); CN=Carol2,OU=Staff,DC=contoso,DC=com (users.ldf:50)
#   - CN=Dan,OU=Staff,DC=contoso,DC=com (users.ldf:60): nothing to find its cloud user by: Entra ID cannot hold this userPrincipalName, and there is no primary SMTP address of a public domain
#   - CN=Eve,OU=Staff,DC=contoso,DC=com (users.ldf:70): its source anchor has $ or _, which Microsoft Graph refuses in onPremisesImmutableId

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

tenant='""'
properties='id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled,deletedDateTime'

# The flags that the plan requires of the tenant.
flags() {
    :
}

# ---- The steps ---------------------------------------------------------------

steps() {
    # s1: this deleted user holds the anchor; deleting it for good has no way back
    # This cannot be undone and is not approved, so it is off:
    # if begin 's1' 'purgeDeletedUser ada@contoso.com'; then
    #     no_way_back
    #     unless_gone '"87d349ed-44d7-43e1-9a83-5f2406dee5c1"' '/v1.0/users?$select=id&$filter=id%20eq%20%2787d349ed-44d7-43e1-9a83-5f2406dee5c1%27'
    #     find_deleted '"87d349ed-44d7-43e1-9a83-5f2406dee5c1"'
    #     expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
    #     expect 'deletedDateTime' '"2026-11-01T08:00:00Z"'
    #     purge
    # fi
    by_hand 's1' 'purgeDeletedUser ada@contoso.com' 'it cannot be undone, and it is not approved in the plan'

    # s2: this deleted user holds the anchor; deleting it for good has no way back
    # This cannot be undone and is not approved, so it is off:
    # if begin 's2' 'purgeDeletedUser bob@contoso.com'; then
    #     no_way_back
    #     unless_gone '"87d349ed-44d7-43e1-9a83-5f2406dee5c2"' '/v1.0/users?$select=id&$filter=id%20eq%20%2787d349ed-44d7-43e1-9a83-5f2406dee5c2%27'
    #     find_deleted '"87d349ed-44d7-43e1-9a83-5f2406dee5c2"'
    #     expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="'
    #     expect 'deletedDateTime' '"2026-11-01T08:00:00Z"'
    #     purge
    # fi
    by_hand 's2' 'purgeDeletedUser bob@contoso.com' 'it cannot be undone, and it is not approved in the plan'

    # s3: this deleted user holds the anchor; deleting it for good has no way back
    # This cannot be undone and is not approved, so it is off:
    # if begin 's3' 'purgeDeletedUser zoe.o'\''brien@contoso.com'; then
    #     no_way_back
    #     unless_gone '"87d349ed-44d7-43e1-9a83-5f2406dee5c3"' '/v1.0/users?$select=id&$filter=id%20eq%20%2787d349ed-44d7-43e1-9a83-5f2406dee5c3%27'
    #     find_deleted '"87d349ed-44d7-43e1-9a83-5f2406dee5c3"'
    #     expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="'
    #     expect 'deletedDateTime' '"2026-11-01T08:00:00Z"'
    #     purge
    # fi
    by_hand 's3' 'purgeDeletedUser zoe.o'\''brien@contoso.com' 'it cannot be undone, and it is not approved in the plan'

    # s4: CN=Ada,OU=Staff,DC=contoso,DC=com (users.ldf:10): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid)
    if begin 's4' 'setOnPremisesImmutableId ada@contoso.com' 's1'; then
        waits_for 's1'
        find_name '"ada@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27ada%40contoso.com%27'
        unless_so 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
        cloud_only
        expect 'onPremisesImmutableId' 'null'
        alone 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=onPremisesImmutableId%20eq%20%27QX00ApTUDEiiEm5kX0UACg%3D%3D%27'
        change 'v1.0' 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
    fi

    # s5: CN=Bob,OU=Staff,DC=contoso,DC=com (users.ldf:20): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid), cloud user found by primary SMTP address, as Entra ID cannot hold the user principal name
    if begin 's5' 'setOnPremisesImmutableId bob@contoso.com' 's2'; then
        waits_for 's2'
        find_mail '"bob@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=proxyAddresses%2Fany%28p%3Ap%20eq%20%27SMTP%3Abob%40contoso.com%27%29'
        unless_so 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="'
        cloud_only
        expect 'onPremisesImmutableId' 'null'
        alone 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=onPremisesImmutableId%20eq%20%27QX00ApTUDEiiEm5kX0UAFA%3D%3D%27'
        change 'v1.0' 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="'
    fi

    # s6: CN=Zo\u{eb} O'Brien <zoe>,OU=Staff,DC=contoso,DC=com (users.ldf:80): anchor from objectGUID (the export shows no mS-DS-ConsistencyGuid)
    if begin 's6' 'setOnPremisesImmutableId zoe.o'\''brien@contoso.com' 's3'; then
        waits_for 's3'
        find_name '"zoe.o'\''brien@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27zoe.o%27%27brien%40contoso.com%27'
        unless_so 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="'
        cloud_only
        expect 'onPremisesImmutableId' 'null'
        alone 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=onPremisesImmutableId%20eq%20%27QX00ApTUDEiiEm5kX0UAUA%3D%3D%27'
        change 'v1.0' 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="'
    fi

    # s7: the next delta sync joins each user to the cloud user that carries its anchor
    by_hand 's7' 'runSync onPremises' 'by graph-powershell: the next delta sync joins each user to the cloud user that carries its anchor'

    # s8: once the sync has run, ada@contoso.com is synced and still carries the anchor
    if verify 's8' 'verify ada@contoso.com' 's7'; then
        waits_for 's7'
        find_name '"ada@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27ada%40contoso.com%27'
        expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UACg=="'
        expect 'onPremisesSyncEnabled' 'true'
        say 'as planned'
    fi

    # s9: once the sync has run, bob@contoso.com is synced and still carries the anchor
    if verify 's9' 'verify bob@contoso.com' 's7'; then
        waits_for 's7'
        find_mail '"bob@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=proxyAddresses%2Fany%28p%3Ap%20eq%20%27SMTP%3Abob%40contoso.com%27%29'
        expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAFA=="'
        expect 'onPremisesSyncEnabled' 'true'
        say 'as planned'
    fi

    # s10: once the sync has run, zoe.o'brien@contoso.com is synced and still carries the anchor
    if verify 's10' 'verify zoe.o'\''brien@contoso.com' 's7'; then
        waits_for 's7'
        find_name '"zoe.o'\''brien@contoso.com"' '/v1.0/users?$select=id,userPrincipalName,userType,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled&$filter=userPrincipalName%20eq%20%27zoe.o%27%27brien%40contoso.com%27'
        expect 'onPremisesImmutableId' '"QX00ApTUDEiiEm5kX0UAUA=="'
        expect 'onPremisesSyncEnabled' 'true'
        say 'as planned'
    fi

    :
}

main "$@"
