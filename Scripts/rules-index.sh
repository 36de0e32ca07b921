#!/usr/bin/env bash
# Whether every file and test that docs/RULES.md names is there; breaks its own check first, to prove that it can.
set -euo pipefail
cd "$(dirname "$0")/.."

# missing_in FILE: prints the paths in it that name nothing.
missing_in() {
  grep -oE '`[^`]+`' "$1" | tr -d '`' | while read -r path; do
    # A name without a folder goes on in the folder of the one before it.
    case $path in
      …*) path="${last%Tests}${path#…}" ;;
      */*) folder=${path%/*} ;;
      *) path="$folder/$path" ;;
    esac
    last=$path
    compgen -G "$path" >/dev/null || compgen -G "Sources/${path%.swift}*" >/dev/null || compgen -G "Tests/${path%.swift}*" >/dev/null || echo "$path"
  done
}

broken=$(mktemp)
trap 'rm -f "$broken"' EXIT
printf '| a | `CallspoolCore/Queue/Shares.swift` | `CallspoolCoreTests/Queue/NoSuchTests` |\n' >"$broken"
if [ "$(missing_in "$broken")" != CallspoolCoreTests/Queue/NoSuchTests ]; then
  echo "rules-index.sh does not find what it must" >&2
  exit 1
fi

missing=$(missing_in docs/RULES.md || true)
if [ -n "$missing" ]; then
  echo "$missing" >&2
  echo "docs/RULES.md names what is not there" >&2
  exit 1
fi
