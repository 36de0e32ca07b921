#!/usr/bin/env bash
# Installs those of the named Debian packages that are not installed, and of `NAME>=VERSION` those that are older. Where no
# newer one is to be had the old one stays: `callspool doctor` says what is too old.
set -euo pipefail

missing=()
for wanted in "$@"; do
  package=${wanted%%>=*}
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  if [ "$status" != installed ]; then
    missing+=("$package")
  elif [ "$package" != "$wanted" ]; then
    version=$(dpkg-query --show --showformat='${Version}' "$package")
    dpkg --compare-versions "$version" ge "${wanted#*>=}" || missing+=("$package")
  fi
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
echo "installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
