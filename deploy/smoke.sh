#!/bin/sh
# Asks a running Gatehouse, whatever way it was deployed, whether it does what it is for, and takes away again what it made for that.
#
#   GATEHOUSE_ADMIN_TOKEN=… ./smoke.sh http://localhost:8080
#
# Prints one line a case, and exits with 0 if all went well, 1 if not, 2 if it was not told what it needs. From the environment:
#
#   GATEHOUSE_ADMIN_TOKEN, or GATEHOUSE_ADMIN_TOKEN_FILE with the path of a file that holds it
#   SMOKE_PUBLIC_URL    what the metadata must name as its issuer; without it, any is taken
#   SMOKE_PROVIDER      id of a provider that is there; its check must find nothing wrong
#   SMOKE_TOKEN_FILE    a file with a real bearer token, which must be active
#   CURL_CA_BUNDLE      a file with the authority of a private certificate (curl's own variable); or SMOKE_INSECURE=1 to take any
#
# Needs curl, and awk, base64, od and sed. No secret is an argument of a command, where other users of the machine could read it.
set -eu

usage() {
    sed -n '2,14s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

stop() {
    printf 'smoke.sh: %s\n' "$1" >&2
    exit 2
}

[ $# -eq 1 ] || usage
case $1 in
http://?* | https://?*) base=${1%/} ;;
*) usage ;;
esac
command -v curl >/dev/null || stop 'curl is not installed'

# The content of a file, as the value of what.
content() {
    cat "$1" || stop "$2 can't be read"
}

admin=${GATEHOUSE_ADMIN_TOKEN:-}
if [ -z "$admin" ] && [ -n "${GATEHOUSE_ADMIN_TOKEN_FILE:-}" ]; then
    admin=$(content "$GATEHOUSE_ADMIN_TOKEN_FILE" GATEHOUSE_ADMIN_TOKEN_FILE)
fi
[ -n "$admin" ] || stop 'set GATEHOUSE_ADMIN_TOKEN or GATEHOUSE_ADMIN_TOKEN_FILE'
unset GATEHOUSE_ADMIN_TOKEN
real=
if [ -n "${SMOKE_TOKEN_FILE:-}" ]; then
    real=$(content "$SMOKE_TOKEN_FILE" SMOKE_TOKEN_FILE)
fi
insecure=
[ "${SMOKE_INSECURE:-}" != 1 ] || insecure=--insecure

# Of this run alone, so that several may run at once; what it is called in the deployment, too.
run=smoke-$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
work=$(mktemp -d)
made=
passed=0
failed=0

# --- asking

quoted() {
    printf '%s' "$1" | tr '\n' ' ' | sed 's/[\\"]/\\&/g'
}

# ask METHOD PATH [OPTION VALUE]…: one request, with options of curl's configuration file, which it reads from its standard input.
# Leaves the status in $status, and the answer in two files.
ask() {
    : >"$work/body"
    : >"$work/headers"
    method=$1
    target=$base$2
    shift 2
    status=$(
        {
            printf 'request = "%s"\nurl = "%s"\n' "$method" "$(quoted "$target")"
            while [ $# -gt 1 ]; do
                printf '%s = "%s"\n' "$1" "$(quoted "$2")"
                shift 2
            done
        } | curl -q -sS $insecure --connect-timeout 5 --max-time 30 -K - -D "$work/headers" -o "$work/body" \
            -w '%{http_code}' 2>"$work/errors"
    ) || status=$(sed -n '1s/^curl: //p' "$work/errors")
}

administer() {
    method_and_path="$1 $2"
    shift 2
    # shellcheck disable=SC2086 # two words
    ask $method_and_path header "Authorization: Bearer $admin" header 'Content-Type: application/json' "$@"
}

# introspect SECRET [BODY]
introspect() {
    ask POST /introspect user "$run:$1" data-urlencode "${2:-}"
}

# eventually CONDITION QUESTION…: asks until it is so, or for five seconds. Other replicas hear of a change within about a second, and each
# question may be answered by another one.
eventually() {
    condition=$1
    shift
    tries=5
    "$@"
    while ! "$condition" && [ $tries -gt 0 ]; do
        sleep 1
        tries=$((tries - 1))
        "$@"
    done
}

# The caller or its token is not refused as one that nobody knows.
known() {
    [ "$status" != 401 ] && [ "$status" != 403 ]
}

active() {
    answered 200 '"active":true'
}

inactive() {
    answered 200 '^{"active":false}$'
}

says() {
    grep -q -e "$1" "$work/body"
}

# The first member of this name in the answer, if it is a text.
member() {
    awk -v name="$1" '
        { text = text $0 }
        END {
            if (match(text, "\"" name "\" *: *\"[^\"]*\"")) {
                value = substr(text, RSTART, RLENGTH - 1)
                sub(/^"[^"]*" *: *"/, "", value)
                print value
            }
        }' "$work/body"
}

header() {
    awk -v name="$1:" 'tolower($1) == tolower(name) { sub(/\r$/, ""); sub(/^[^:]*: */, ""); print; exit }' "$work/headers"
}

# --- telling

row() {
    printf '%-36s %-36s %-34s %s\n' "$1" "$2" "$3" "$4"
}

# judge CASE EXPECTED SEEN CONDITION…: the condition is a command.
judge() {
    name=$1
    expected=$2
    seen=$3
    shift 3
    if "$@"; then
        passed=$((passed + 1))
        row "$name" "$expected" "$seen" ok
    else
        failed=$((failed + 1))
        row "$name" "$expected" "$seen" FAILED
    fi
}

answered() {
    [ "$status" = "$1" ] || return 1
    [ $# -eq 1 ] || says "$2"
}

# try CASE STATUS [PATTERN]: about the last answer.
try() {
    expected="$2 $(printf '%s' "${3:-}" | sed 's/^\^//; s/\$$//')"
    seen=$status
    [ "$status" != "$2" ] || [ $# -eq 2 ] || says "$3" || seen="$status without that"
    judge "$1" "$expected" "$seen" answered "$2" ${3:+"$3"}
}

# --- the end

clean_up() {
    [ -n "$made" ] || return 0
    made=
    left=
    for path in "tokens?username=$run" "callers/$run" "providers/$run"; do
        administer DELETE "/api/v1/$path"
        case $status in 200 | 204 | 404) ;; *) left="$left $path" ;; esac
    done
    for path in "callers/$run" "providers/$run"; do
        administer GET "/api/v1/$path"
        [ "$status" = 404 ] || left="$left $path"
    done
    judge 'clean up' 'nothing left' "${left:-nothing left}" [ -z "$left" ]
}

finish() {
    code=$?
    trap - EXIT INT TERM HUP
    clean_up || code=1
    rm -rf "$work"
    [ "$failed" -eq 0 ] || [ "$code" -ne 0 ] || code=1
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# --- the cases

row CASE EXPECTED SEEN ''

ask GET /q/health/live
try 'it lives' 200
case $status in
[1-5][0-9][0-9]) ;;
*)
    echo "nothing answers at $base"
    exit 1
    ;;
esac
ask GET /q/health/ready
try 'it is ready' 200

ask GET /.well-known/oauth-authorization-server
if [ "$status" = 404 ] && [ -z "${SMOKE_PUBLIC_URL:-}" ]; then
    judge 'metadata' '200, or 404 without a public URL' '404: GATEHOUSE_PUBLIC_URL not set' true
else
    issuer=$(member issuer)
    judge 'metadata' "issuer ${SMOKE_PUBLIC_URL:-of any name}" "$status, $issuer" \
        [ "$status $issuer" = "200 ${SMOKE_PUBLIC_URL:-${issuer:-none}}" ]
fi
ask GET /jwks
try 'its own keys' 200 '"keys"'
ask GET /q/openapi
try 'OpenAPI' 200 '/introspect'

ask GET /api/v1/callers
try 'administration without a token' 401
ask GET /api/v1/callers header 'Authorization: Bearer not-the-admin-token'
try 'administration with a wrong token' 401
administer GET /api/v1/presets
try 'the kinds of providers' 200 '"generic-oidc"'

made=yes
administer POST /api/v1/providers data-raw '{"id": "'"$run"'", "name": "Smoke test", "kind": "generic-oidc",
    "parameters": {"issuer": "https://'"$run"'.invalid", "audience": ["'"$run"'"]}}'
try 'a provider is made' 201
administer POST "/api/v1/providers/$run/check"
try 'its check misses the issuer' 200 '"ok":false'
if [ -n "${SMOKE_PROVIDER:-}" ]; then
    administer POST "/api/v1/providers/$SMOKE_PROVIDER/check"
    try "the check of provider $SMOKE_PROVIDER" 200 '^{"ok":true'
fi

administer POST /api/v1/callers data-raw '{"id": "'"$run"'", "name": "Smoke test", "product": "jira", "providers": ["*"]}'
secret=$(member secret)
try 'a caller is made' 201 '"secret"'
administer POST /api/v1/tokens data-raw '{"username": "'"$run"'", "label": "Smoke test", "callers": ["'"$run"'"]}'
token=$(member token)
id=$(member id)
try 'an API token is made' 201 '"token"'

eventually active introspect "$secret" "token=$token"
judge 'a good token' "200, user $run" "$status, user $(member username)" \
    answered 200 '^{"active":true,"username":"'"$run"'"'
eventually known introspect "$secret" 'token=smoke-test-rubbish'
try 'a bad token' 200 '^{"active":false}$'
eventually known introspect "$secret"
try 'no token' 400 '"invalid_request"'
introspect not-the-secret "token=$token"
try 'a caller with a wrong secret' 401 '"invalid_client"'
if [ -n "$real" ]; then
    eventually known introspect "$secret" "token=$real"
    judge 'the token of SMOKE_TOKEN_FILE' '200, active' "$status, user $(member username)" answered 200 '"active":true'
fi

caller="X-Gatehouse-Caller: Basic $(printf '%s' "$run:$secret" | base64 | tr -d '\n')"
eventually known ask GET /forward-auth header "Authorization: Bearer $token" header "$caller" \
    header 'X-Forwarded-Method: GET' header 'X-Forwarded-Uri: /rest/api/2/myself'
user=$(header X-Auth-Username)
judge 'forward auth, a good token' "200, user $run" "$status, user $user" [ "$status $user" = "200 $run" ]
ask GET /forward-auth header "Authorization: Bearer $token" \
    header 'X-Forwarded-Method: GET' header 'X-Forwarded-Uri: /rest/api/2/myself'
try 'forward auth, from who is no caller' 403

administer DELETE "/api/v1/tokens/$id"
try 'the token is revoked' 204
eventually inactive introspect "$secret" "token=$token"
try 'and soon good no more' 200 '^{"active":false}$'

# One that is there from the start: this replica may have been asked nothing yet.
ask GET /q/metrics
try 'metrics' 200 gatehouse_changes_listening

clean_up
echo "$((passed + failed)) cases: $passed ok, $failed failed"
[ "$failed" -eq 0 ]
