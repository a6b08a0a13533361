#!/bin/sh
# Tells Gatehouse about the demo realm and the demo site, and writes the site's credentials down for nginx. Run it again, and the
# caller gets a new secret; then restart nginx.
set -eu

cd "$(dirname -- "$0")"
gatehouse=${GATEHOUSE:-http://127.0.0.1:8080}
keycloak=${KEYCLOAK:-http://keycloak:8080}
issuer=${ISSUER:-http://localhost:8180/realms/demo}
# Where Gatehouse may reach this provider: the networks that container engines make.
allow=${ALLOW:-'"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"'}
secrets=${SECRETS:-secrets}

newline='
'

# api METHOD PATH [OPTION OF CURL…]: prints the answer; fails, and says it, unless it is 2xx. The token goes by a file, for others can read
# arguments.
api() {
    method=$1
    path=$2
    shift 2
    answer=$(curl -sS -w '\n%{http_code}' -X "$method" -H "@$secrets/authorization" -H 'Content-Type: application/json' "$@" "$gatehouse$path")
    case ${answer##*"$newline"} in
    2??) printf '%s\n' "${answer%"$newline"*}" ;;
    *)
        printf 'setup.sh: %s %s was answered:\n%s\n' "$method" "$path" "$answer" >&2
        return 1
        ;;
    esac
}

# remove PATH: as it is now, if it is there.
remove() {
    version=$(curl -sS -o /dev/null -D - -H "@$secrets/authorization" "$gatehouse$1" | tr -d '\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
    [ -z "$version" ] || api DELETE "$1" -H "If-Match: $version" > /dev/null
}

trap 'rm -f "$secrets/authorization"' EXIT
(umask 077 && printf 'Authorization: Bearer %s\n' "$(cat "$secrets/admin-token")" > "$secrets/authorization")

remove /api/v1/callers/demo-site
remove /api/v1/providers/demo
api POST /api/v1/providers -d "{
    \"id\": \"demo\", \"name\": \"Demo realm\", \"kind\": \"keycloak\",
    \"parameters\": {\"baseUrl\": \"$keycloak\", \"realm\": \"demo\", \"issuer\": \"$issuer\", \"audience\": \"demo-site\"},
    \"network\": {\"allow\": [$allow], \"plainHttp\": true}}" > /dev/null
caller=$(api POST /api/v1/callers -d '{
    "id": "demo-site", "name": "Demo site", "product": "jira", "providers": ["demo"]}')
secret=$(printf '%s' "$caller" | sed 's/.*"secret":"\([^"]*\)".*/\1/')
api PUT /api/v1/callers/demo-site/access-policy -d '{"basic": {"stage": "refuse"}}' > /dev/null

# Not over the old file but in its place: nginx may not be allowed to see it half written.
printf 'proxy_set_header X-Gatehouse-Caller "Basic %s";\n' "$(printf 'demo-site:%s' "$secret" | base64 | tr -d '\n')" > "$secrets/caller.conf.new"
chmod 0444 "$secrets/caller.conf.new"
mv -f "$secrets/caller.conf.new" "$secrets/caller.conf"
echo "provider demo and caller demo-site are set up; the caller's secret is in $secrets/caller.conf"
