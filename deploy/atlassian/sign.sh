#!/bin/sh
# Signs the plugin's jars with a key of your own, as the Universal Plugin Manager 8 wants it (Jira 11, Confluence 10, Bitbucket 10,
# Bamboo 12 and newer), and checks the signature again. Needs OpenSSL 3.
#
#   ./sign.sh new-key KEY CERTIFICATE       makes an Ed25519 key and a certificate for it, valid for three years
#   ./sign.sh sign KEY CERTIFICATE JAR…     writes JAR.sig next to each jar: the signature of its bytes, in base64
#   ./sign.sh verify CERTIFICATE JAR…       checks JAR.sig; fails if a jar or its signature was changed
#
# Keep the key where only you can read it, and never in a repository.
set -eu

die() {
    printf 'sign.sh: %s\n' "$@" >&2
    exit 1
}

usage() {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

new_key() {
    [ ! -e "$1" ] || die "$1 is already there; a key is not overwritten"
    (
        umask 077
        openssl genpkey -algorithm ed25519 -out "$1"
    )
    openssl req -x509 -new -key "$1" -days 1096 -subj "/CN=Gatehouse plugin signing" -out "$2"
}

sign() {
    key=$1
    certificate=$2
    shift 2
    for jar in "$@"; do
        openssl pkeyutl -sign -rawin -inkey "$key" -in "$jar" -out "$work/signature"
        openssl base64 -A -in "$work/signature" -out "$jar.sig"
    done
    verify "$certificate" "$@"
}

verify() {
    openssl x509 -in "$1" -noout -pubkey -out "$work/public.pem"
    shift
    for jar in "$@"; do
        [ -f "$jar.sig" ] || die "$jar has no signature: $jar.sig is missing"
        openssl base64 -d -A -in "$jar.sig" -out "$work/signature"
        openssl pkeyutl -verify -rawin -pubin -inkey "$work/public.pem" -in "$jar" -sigfile "$work/signature" >/dev/null \
            || die "the signature of $jar is not good"
        printf '%s: signature is good\n' "$jar"
    done
}

[ $# -ge 1 ] || usage
command=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $command in
    new-key) [ $# -eq 2 ] || usage; new_key "$@" ;;
    sign) [ $# -ge 3 ] || usage; sign "$@" ;;
    verify) [ $# -ge 2 ] || usage; verify "$@" ;;
    *) usage ;;
esac
