#!/usr/bin/env bash
# Makes .build/NAME, a Python of its own with packages that tests need: Debian's own takes none but Debian's. Once made, it is
# left as it is.
# usage: python-packages.sh PYTHON NAME PACKAGE==VERSION...
set -euo pipefail
cd "$(dirname "$0")/.."

python=$1 home=.build/$2
shift 2
[ "$(cat "$home/packages" 2>/dev/null || true)" = "$*" ] && exit 0

echo "making $home for the Python packages $*"
rm -rf "$home"
"$python" -m venv "$home"
"$home/bin/pip" install --quiet --disable-pip-version-check "$@"
"$home/bin/pip" check >/dev/null
echo "$*" >"$home/packages"
