#!/usr/bin/env bash
# Makes .build/browser, a Python of its own with Playwright and axe-core, by which tests look at the outbound page in
# Debian's Chromium; no browser is fetched. Once made, it is left as it is.
# usage: browser-python.sh PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."

home=.build/browser
packages="playwright==1.65.2 axe-playwright-python==0.1.8"
[ "$(cat "$home/packages" 2>/dev/null || true)" = "$packages" ] && exit 0

echo "making $home for the Python packages $packages"
rm -rf "$home"
"$1" -m venv "$home"
# shellcheck disable=SC2086
"$home/bin/pip" install --quiet --disable-pip-version-check $packages
"$home/bin/python" -c 'import playwright, axe_playwright_python'
echo "$packages" >"$home/packages"
