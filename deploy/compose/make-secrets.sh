#!/bin/sh
# Makes what compose.yaml mounts from secrets/, once: what is there already stays, because the database knows it.
#
# The folder is closed to everybody but you. The files in it are readable, because a container gets just the file, with the owner
# that it has here, and reads it as another user (10001, 999, 101). So are the other files that it mounts, whatever umask they were cloned with.
set -eu

cd "$(dirname -- "$0")"
chmod a+r ../proxies/nginx/nginx.conf nginx/keycloak.conf site/nginx.conf keycloak/demo-realm.json
chmod a+rx nginx/start.sh
secrets=${SECRETS:-secrets}
mkdir -p -m 0700 "$secrets"
chmod 0700 "$secrets"

make() {
    if [ ! -s "$secrets/$1" ]; then
        value=$(openssl rand -base64 32)
        printf '%s\n' "$value" > "$secrets/$1"
        chmod 0444 "$secrets/$1"
        echo "made $secrets/$1"
    fi
}

make admin-token
make encryption-key
make database-password
