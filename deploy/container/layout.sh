#!/bin/bash
# Builds gatehouse:jvm without a daemon and without a registry: what assemble.sh makes, on nothing but this machine's glibc, as an
# OCI layout. With --smoke it also runs the image in runc, as an engine would: as 10001, with 512 MiB, a read-only root and no capability.
#
#   deploy/container/layout.sh [--smoke]
#
# Needs root and Debian's buildah, umoci, runc, jq; for --smoke curl, and a PostgreSQL, named by QUARKUS_DATASOURCE_JDBC_URL,
# QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD. Shows that the image works; the images to publish are those of the
# Dockerfiles, whose base somebody keeps patched.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for tool in buildah umoci runc jq; do
    command -v "$tool" > /dev/null || { echo "layout.sh: $tool is not here; apt-get install buildah umoci runc jq" >&2; exit 2; }
done
[ "$(id -u)" = 0 ] || { echo "layout.sh: needs root, to run the image as another user" >&2; exit 2; }

out=$PWD/target/container
root=$out/root
rm -rf "$out"
mkdir -p "$root"/{etc,lib64,opt,proc,dev,sys,tmp}
chmod 1777 "$root/tmp"

deploy/container/assemble.sh "$root/opt/gatehouse"
cp LICENSE "$root/opt/gatehouse/"

# What the Java is linked to, and what glibc loads by itself to find names.
java=$root/opt/gatehouse/java
{
    LD_LIBRARY_PATH=$java/lib:$java/lib/server ldd "$java"/bin/java "$java"/lib/*.so "$java"/lib/server/*.so 2> /dev/null \
        | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p; s/^\t\(\/[^ ]*\) .*/\1/p'
    ls /lib/*-linux-gnu/libnss_{dns,files}.so.2 /lib/*-linux-gnu/libresolv.so.2
} | grep -v "^$out" | grep -E '/(ld-linux|libc|libm|libdl|libpthread|librt|libresolv|libnss_)[^/]*$' | sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
echo 'gatehouse:x:10001:10001::/tmp:/nologin' > "$root/etc/passwd"
echo 'gatehouse:x:10001:' > "$root/etc/group"

# The settings of the image are those of the Dockerfile.
entrypoint=$(sed -n 's/^ENTRYPOINT //p' deploy/container/Dockerfile.jvm)
healthcheck=$(sed -n 's/^ *CMD \(\[.*\]\)$/\1/p' deploy/container/Dockerfile.jvm)
buildah() { command buildah --storage-driver vfs --root "$out/storage" --runroot "$out/run" "$@"; }
container=$(buildah from scratch)
buildah copy -q "$container" "$root" / > /dev/null
buildah config --entrypoint "$entrypoint" --user 10001:10001 --workingdir /tmp --port 8080 --stop-signal SIGTERM \
    --env QUARKUS_LOG_CONSOLE_JSON_ENABLED=true --label org.opencontainers.image.title=Gatehouse "$container"
buildah commit -q --disable-compression=false "$container" "oci:$out/layout:jvm" > /dev/null
rm -rf "$out/storage" "$out/run"
echo "the image: $(du -sh "$root" | cut -f 1) unpacked, $(du -sh "$out/layout" | cut -f 1) as its layers are stored ($out/layout)"

[ "${1:-}" = --smoke ] || exit 0
bundle=$out/bundle
umoci unpack --image "$out/layout:jvm" "$bundle"
# From here on files hold secrets, and no argument does: other users of the machine could read it.
umask 077
port=18080
token=$(head -c 24 /dev/urandom | base64)
key=$(head -c 32 /dev/urandom | base64)
token=$token key=$key jq --arg port "$port" '
    .root.readonly = true
    | .process.terminal = false
    | .process.noNewPrivileges = true
    | .process.capabilities = {}
    | .mounts += [{destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["mode=1777", "size=64m"]}]
    | .linux.namespaces |= map(select(.type != "network"))
    | .linux.resources.memory.limit = 536870912
    | .process.env += ["GATEHOUSE_ADMIN_TOKEN=" + env.token, "GATEHOUSE_ENCRYPTION_KEY=" + env.key,
        "QUARKUS_HTTP_HOST=127.0.0.1", "QUARKUS_HTTP_PORT=" + $port,
        "QUARKUS_DATASOURCE_JDBC_URL=" + env.QUARKUS_DATASOURCE_JDBC_URL,
        "QUARKUS_DATASOURCE_USERNAME=" + env.QUARKUS_DATASOURCE_USERNAME,
        "QUARKUS_DATASOURCE_PASSWORD=" + env.QUARKUS_DATASOURCE_PASSWORD]
    ' "$bundle/config.json" > "$bundle/config.new"
mv "$bundle/config.new" "$bundle/config.json"
runc() { command runc --root "$out/runc" "$@"; }
id=gatehouse-smoke-$$
finish() {
    runc kill "$id" KILL 2> /dev/null || true
    rm -rf "$bundle" "$out/check"
}
trap finish EXIT

# As the Dockerfile does: here the cache must fit, after all that packing and unpacking.
check=$(sed -n 's/^RUN \(\[.*AOTMode=on.*\]\)$/\1/p' deploy/container/Dockerfile.jvm)
mkdir "$out/check"
jq --argjson check "$check" --arg root "$bundle/rootfs" '.process.args = $check | .root.path = $root' "$bundle/config.json" > "$out/check/config.json"
runc run --bundle "$out/check" "$id-check" > "$out/check.log" 2>&1 || { cat "$out/check.log"; exit 1; }
echo "the AOT cache fits"

runc run --bundle "$bundle" "$id" > "$out/smoke.log" 2>&1 &
running=$!

mapfile -t health < <(jq -r ".[]" <<< "$healthcheck")
health() { runc exec "$id" "${health[@]}"; }
for _ in $(seq 120); do
    health > /dev/null 2>&1 && break
    kill -0 "$running" || { cat "$out/smoke.log"; exit 1; }
    sleep 1
done
echo "health check in the container: $(health)"
pid=$(runc state "$id" | jq .pid)
grep -E '^(Uid|Gid|CapEff|NoNewPrivs|VmRSS)' "/proc/$pid/status"
url=http://127.0.0.1:$port
id_of_caller=smoke-$$

# ask PATH: one request, with more options of curl's configuration file from the standard input.
ask() { { cat; printf 'url = "%s%s"\n' "$url" "$1"; } | curl -q -sS -K -; }
administer() {
    local quoted=${2//\"/\\\"}
    ask "$1" << END
header = "Authorization: Bearer $token"
header = "Content-Type: application/json"
data-raw = "$quoted"
END
}
introspect() {
    ask /introspect << END
user = "$id_of_caller:$secret"
data-urlencode = "token=$1"
END
}

secret=$(administer /api/v1/callers "{\"id\": \"$id_of_caller\", \"name\": \"Smoke\", \"product\": \"jira\"}" | jq -r .secret)
api_token=$(administer /api/v1/tokens '{"username": "alice", "label": "Smoke"}' | jq -r .token)
for _ in $(seq 20); do
    answer=$(introspect "$api_token")
    jq -e .active <<< "$answer" > /dev/null 2>&1 && break
    sleep 0.5
done
echo "$answer"
jq -e '.active and .username == "alice"' <<< "$answer" > /dev/null
[ "$(introspect not-a-token)" = '{"active":false}' ]
runc kill "$id" TERM
wait "$running" && status=0 || status=$?
echo "ended with status $status"
[ "$status" = 143 ] || [ "$status" = 0 ]
