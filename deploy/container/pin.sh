#!/bin/sh
# Prints what the tags of the Dockerfiles' base images are today, as arguments for a build:
#
#   docker build $(deploy/container/pin.sh Dockerfile.jvm) -f deploy/container/Dockerfile.jvm -t gatehouse:jvm .
#
# Asks with skopeo or docker buildx, whichever is here.
set -eu

dockerfile=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/${1:?"usage: pin.sh Dockerfile.jvm|Dockerfile.native"}

qualified() {
    case $1 in
        *.*/*) printf %s "$1" ;;
        */*) printf 'docker.io/%s' "$1" ;;
        *) printf 'docker.io/library/%s' "$1" ;;
    esac
}

# The digest of the list of all platforms, which is the SHA-256 of what the tag names, byte for byte.
digest() {
    if command -v skopeo >/dev/null; then
        skopeo inspect --raw "docker://$(qualified "$1")" | sha256sum | cut -d ' ' -f 1
    elif command -v docker >/dev/null && docker buildx version >/dev/null 2>&1; then
        docker buildx imagetools inspect --raw "$1" | sha256sum | cut -d ' ' -f 1
    else
        echo "pin.sh: neither skopeo nor docker buildx is here" >&2
        return 1
    fi
}

empty=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
sed -n 's/^ARG \([A-Z]*\)_IMAGE=\(.*\)/\1 \2/p' "$dockerfile" | while read -r name image; do
    found=$(digest "$image")
    if [ -z "$found" ] || [ "$found" = "$empty" ]; then
        echo "pin.sh: no digest of $image" >&2
        exit 1
    fi
    printf -- '--build-arg %s_DIGEST=@sha256:%s\n' "$name" "$found"
done
