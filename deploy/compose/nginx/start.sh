#!/bin/sh
# Runs nginx with the configuration of deploy/proxies/nginx, of which only the addresses are changed. All settings come by the
# environment, see compose.yaml; nothing is written but to the folder WORK.
set -eu

# replaced FILE OLD NEW: the file, with an address in it that must be there.
replaced() {
    grep -qF "$2" "$1" || { echo "start.sh: no $2 in $1" >&2; exit 1; }
    sed "s|$(printf %s "$2" | sed 's/\./\\./g')|$3|" "$1" > "$1.new"
    mv "$1.new" "$1"
}

mkdir -p "$WORK/servers"
cat "$CONFIGURATION/nginx.conf" > "$WORK/nginx.conf"
cat "$CONFIGURATION/keycloak.conf" > "$WORK/servers/keycloak.conf"
(umask 077 && cat "$CALLER" > "$WORK/gatehouse-caller.conf")
replaced "$WORK/nginx.conf" "listen 127.0.0.1:8000" "listen $LISTEN"
replaced "$WORK/nginx.conf" "server 127.0.0.1:8080" "server $GATEHOUSE"
replaced "$WORK/nginx.conf" "server 127.0.0.1:8090" "server $SITE"
replaced "$WORK/servers/keycloak.conf" "listen 127.0.0.1:8180" "listen $KEYCLOAK_LISTEN"
replaced "$WORK/servers/keycloak.conf" "http://127.0.0.1:8081" "http://$KEYCLOAK"
exec nginx -p "$WORK/" -c "$WORK/nginx.conf" -g "daemon off;"
