#!/usr/bin/env bash
# Makes .build/webhooks, a Python of its own with the package `standardwebhooks`, by which tests judge our signatures.
# Debian's own Python takes no packages but Debian's. Once made, it is left as it is.
# usage: webhooks-python.sh PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."

home=.build/webhooks
version=1.1.0
[ "$(cat "$home/version" 2>/dev/null || true)" = "$version" ] && exit 0

echo "making $home for the Python package standardwebhooks $version"
rm -rf "$home"
"$1" -m venv "$home"
"$home/bin/pip" install --quiet --disable-pip-version-check "standardwebhooks==$version"
"$home/bin/python" -c 'import standardwebhooks'
echo "$version" >"$home/version"
