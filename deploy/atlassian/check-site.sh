#!/bin/sh
# Says from outside what works of the plugin on a site: a table, with what was expected and what was seen. Needs curl, changes nothing.
#
#   ./check-site.sh [OPTION FILE]... URL      URL with the context root, such as https://jira.example.com
#
#   -t FILE   holds a token that Gatehouse vouches for
#   -p FILE   holds a personal access token of the product's (Bitbucket: an HTTP access token)
#   -o FILE   holds an access token of an incoming link, or of a service account
#   -b FILE   holds a username and a password, as NAME:PASSWORD
#   -s FILE   holds a system administrator's NAME:PASSWORD, to have the plugin test itself
#   -r PATH   a REST path that shows who the user is; otherwise one of Jira, Confluence, Bitbucket, Bamboo that is there
#   -g PATH   the path of a repository, such as /scm/project/repository.git
#
# Secrets are read from files that only you can read, and are given to curl on its standard input. Ends with 1 if anything is not as expected.
# "anonymous.rest" is taken to be off, and tokens to be on, as they are by default.
set -eu

usage() {
    sed -n '2,16s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

token='' pat='' oauth='' basic='' admin='' rest='' git=''
while getopts t:p:o:b:s:r:g: option; do
    case $option in
        t) token=$OPTARG ;;
        p) pat=$OPTARG ;;
        o) oauth=$OPTARG ;;
        b) basic=$OPTARG ;;
        s) admin=$OPTARG ;;
        r) rest=$OPTARG ;;
        g) git=$OPTARG ;;
        *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
url=${1%/}
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
answer=$folder/answer
failed=0

# What curl reads on its standard input: the secret in a file, as this option of its.
secret() {
    case $1 in
        bearer) printf 'header = "Authorization: Bearer %s"\n' "$(cat "$2")" ;;
        user) printf 'user = "%s"\n' "$(sed 's/["\\]/\\&/g' "$2")" ;;
    esac
}

# call PATH [CURL OPTION]...: asks with the options on standard input as well; sets $status; the answer with its headers is in $answer.
call() {
    path=$1
    shift
    : > "$answer"
    status=$(curl -sS --path-as-is -m 20 -K - -D "$answer" -o "$folder/body" -w '%{http_code}' "$@" "$url$path" 2> /dev/null) || status=000
    [ ! -e "$folder/body" ] || cat "$folder/body" >> "$answer"
    rm -f "$folder/body"
}

says() {
    grep -qi "$1" "$answer"
}

# Whether the plugin answered, and not the product: both may say 401.
ours() {
    says '^www-authenticate: bearer realm="gatehouse"'
}

by() {
    if ours; then printf ' by the plugin'; fi
}

row() {
    printf '| %-4s | %-46s | %-34s | %s |\n' "$1" "$2" "$3" "$4"
    [ "$1" != FAIL ] || failed=1
}

# check WHAT EXPECTED STATUS...: one of these statuses, or a row that fails.
check() {
    what=$1 expected=$2
    shift 2
    result=FAIL
    for good in "$@"; do
        [ "$status" != "$good" ] || result=ok
    done
    row "$result" "$what" "$expected" "$status$(by)"
}

# The same, but for 401 which must be the plugin's.
refused() {
    if [ "$status" = 401 ] && ours && says "$3"; then
        row ok "$1" "$2" "401 by the plugin"
    else
        row FAIL "$1" "$2" "$status$(by)"
    fi
}

untried() {
    row '-' "$1" "$2" "not tried: $3"
}

find_rest() {
    for candidate in /rest/api/2/myself /rest/api/user/current /rest/api/1.0/projects /rest/api/latest/currentUser; do
        call "$candidate" < /dev/null
        if [ "$status" != 404 ]; then
            rest=$candidate
            return
        fi
    done
    rest=/rest/api/2/myself
}

[ -n "$rest" ] || find_rest
row '' 'what' 'expected' 'seen'
row '----' '----' '----' '----'

call "$rest" < /dev/null
refused "REST without a token: $rest" '401 by the plugin' 'www-authenticate'
call "$rest" -H 'Authorization: Bearer gth_not-a-token' < /dev/null
refused 'a bad token' '401 by the plugin, invalid_token' 'error="invalid_token"'
call "$rest" -H 'Authorization: Bearer a' -H 'Authorization: Bearer b' < /dev/null
check 'two Authorization headers' '400' 400
call "$rest" -X OPTIONS < /dev/null
if [ "$status" != 401 ] || ! ours; then result=ok; else result=FAIL; fi
row "$result" 'OPTIONS without credentials (CORS preflight)' 'not refused by the plugin' "$status"
for path in "/$rest" "/rest;a=b${rest#/rest}" "/s/x/_$rest"; do
    call "$path" < /dev/null
    check "without a token: $path" '400, 401 or 404' 400 401 404
done
call / < /dev/null
check 'the start page, logged out' 'not refused by the plugin' 200 301 302 303 307 308 403
call /plugins/servlet/gatehouse/status < /dev/null
check 'the status page, logged out' 'refused, or to the login page' 302 303 401 403
call /rest/cb-automation/latest/hooks/none -X POST < /dev/null
if ours; then result=FAIL; else result=ok; fi
row "$result" "a webhook of Automation (Jira)" 'not refused by the plugin' "$status"
call /rest/slack/latest/none -X POST < /dev/null
if ours; then result=FAIL; else result=ok; fi
row "$result" "Slack's calls (not Bamboo)" 'not refused by the plugin' "$status"

if [ -n "$token" ]; then
    secret bearer "$token" > "$folder/in"
    call "$rest" < "$folder/in"
    check 'a good token' '200' 200
    if says '^set-cookie: *[a-z_]*sessionid='; then result=FAIL; else result=ok; fi
    row "$result" 'session cookies that a good token sets' '0' "$(grep -ci '^set-cookie: *[a-z_]*sessionid=' "$answer" || :)"
else
    untried 'a good token' '200' '-t FILE'
fi
for kind in pat oauth; do
    case $kind in
        pat) file=$pat what='a personal access token' option=-p ;;
        *) file=$oauth what="the product's OAuth 2.0 token" option=-o ;;
    esac
    if [ -n "$file" ]; then
        secret bearer "$file" > "$folder/in"
        call "$rest" < "$folder/in"
        check "$what" '200' 200
    else
        untried "$what" '200' "$option FILE"
    fi
done
if [ -n "$basic" ]; then
    secret user "$basic" > "$folder/in"
    call "$rest" < "$folder/in"
    check 'a password' '200; 401 at stage refuse' 200 401
else
    untried 'a password' '200; 401 at stage refuse' '-b FILE'
fi
if [ -n "$git" ] && [ -n "$token" ]; then
    secret bearer "$token" > "$folder/in"
    call "$git/info/refs?service=git-upload-pack" < "$folder/in"
    check 'git with a token' '200' 200
else
    untried 'git with a token' '200' '-g PATH and -t FILE'
fi
if [ -n "$admin" ]; then
    secret user "$admin" > "$folder/in"
    [ -z "$token" ] || printf 'header = "X-Gatehouse-Test-Token: %s"\n' "$(cat "$token")" >> "$folder/in"
    call '/plugins/servlet/gatehouse/status?check' < "$folder/in"
    check "the plugin's own test" '200' 200
    if says '"result":"failed"' || says '"code":"enforcement-missing"' || says '"code":"admission-missing"'; then
        row FAIL "the plugin's own test" 'nothing failed' 'see below'
    else
        row ok "the plugin's own test" 'nothing failed' 'nothing failed'
    fi
    printf '\n'
    sed '1,/^\r\{0,1\}$/d' "$answer"
    printf '\n'
else
    untried "the plugin's own test" 'nothing failed' '-s FILE'
fi
exit "$failed"
