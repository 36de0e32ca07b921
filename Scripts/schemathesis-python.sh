#!/usr/bin/env bash
# Makes .build/schemathesis, a Python of its own with the package `schemathesis`, by which a test asks the page's API all
# that docs/openapi.yaml allows, and much that it does not. Once made, it is left as it is.
# usage: schemathesis-python.sh PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."

home=.build/schemathesis
version=4.32.5
[ "$(cat "$home/version" 2>/dev/null || true)" = "$version" ] && exit 0

echo "making $home for the Python package schemathesis $version"
rm -rf "$home"
"$1" -m venv "$home"
"$home/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
"$home/bin/schemathesis" --version >/dev/null
echo "$version" >"$home/version"
