#!/bin/sh
# usage: install-packages.sh PACKAGE...
# Installs the Debian packages that are missing. Touches nothing when all are there, and leaves systems
# without dpkg alone: there the compiler will say what it lacks.
set -u

command -v dpkg-query >/dev/null 2>&1 || exit 0
missing=
for package in "$@"; do
    case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
    *" installed"*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

# Two jobs of one make may both lack something: the second waits, then finds it installed.
if command -v flock >/dev/null 2>&1 && [ -z "${MEANWHILE_PACKAGES_LOCKED:-}" ]; then
    lock=${TMPDIR:-/tmp}/meanwhile-packages-$(id -u).lock
    MEANWHILE_PACKAGES_LOCKED=1 exec flock "$lock" sh "$0" "$@"
fi

by_hand="apt-get install --no-install-recommends$missing"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
    if ! command -v sudo >/dev/null 2>&1; then
        echo "meanwhile: could not install$missing: not root, and there is no sudo." >&2
        echo "Run this as root, then make again:  $by_hand" >&2
        exit 1
    fi
fi

echo "installing$missing" >&2
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300"
# A failing update is no reason to stop: the lists may be there already.
$apt update >"$log" 2>&1
if ! $apt install -y --no-install-recommends $missing >>"$log" 2>&1; then
    tail -n 15 "$log" >&2
    echo "meanwhile: could not install$missing." >&2
    echo "Run this as root, then make again:  apt-get update && $by_hand" >&2
    exit 1
fi
