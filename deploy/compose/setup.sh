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

# api METHOD PATH BODY: prints the answer; fails unless it is 2xx. The token goes by a file, for others can read arguments.
api() {
    curl -sS --fail-with-body -X "$1" -H "@$secrets/authorization" -H 'Content-Type: application/json' "$gatehouse$2" -d "$3"
}

# remove PATH: as it is now, if it is there.
remove() {
    version=$(curl -sS -o /dev/null -D - -H "@$secrets/authorization" "$gatehouse$1" | tr -d '\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
    [ -z "$version" ] || curl -sS --fail-with-body -X DELETE -H "@$secrets/authorization" -H "If-Match: $version" "$gatehouse$1"
}

trap 'rm -f "$secrets/authorization"' EXIT
(umask 077 && printf 'Authorization: Bearer %s\n' "$(cat "$secrets/admin-token")" > "$secrets/authorization")

remove /api/v1/callers/demo-site
remove /api/v1/providers/demo
api POST /api/v1/providers "{
    \"id\": \"demo\", \"name\": \"Demo realm\", \"kind\": \"keycloak\",
    \"parameters\": {\"baseUrl\": \"$keycloak\", \"realm\": \"demo\", \"issuer\": \"$issuer\", \"audience\": \"demo-site\"},
    \"network\": {\"allow\": [$allow], \"plainHttp\": true}}" > /dev/null
secret=$(api POST /api/v1/callers '{
    "id": "demo-site", "name": "Demo site", "product": "jira", "providers": ["demo"]}' | sed 's/.*"secret":"\([^"]*\)".*/\1/')
api PUT /api/v1/callers/demo-site/access-policy '{"basic": {"stage": "refuse"}}' > /dev/null

# Not over the old file but in its place: nginx may not be allowed to see it half written.
printf 'proxy_set_header X-Gatehouse-Caller "Basic %s";\n' "$(printf 'demo-site:%s' "$secret" | base64 | tr -d '\n')" > "$secrets/caller.conf.new"
chmod 0444 "$secrets/caller.conf.new"
mv -f "$secrets/caller.conf.new" "$secrets/caller.conf"
echo "provider demo and caller demo-site are set up; the caller's secret is in $secrets/caller.conf"
