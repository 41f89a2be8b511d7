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
