#!/usr/bin/env bash
# test-step.sh NAME WIDTH [--filter PATTERN | --skip PATTERN]…
#
# Runs one step of the tests: those that the patterns choose, so many at once. Says at the end what it took.
#
# No test gives up after a time. One that waits for what never comes is ended here with its whole step, after an hour and a
# half, which is twenty times what the longest step takes on two cores; the tests that were waiting are named.
set -uo pipefail
cd "$(dirname "$0")/.."
name=$1
width=$2
shift 2
most=${CALLSPOOL_STEP_SECONDS:-5400}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$width
started=$SECONDS
# The bundle itself where steps run at once: SwiftPM would let only one of them run at a time.
bundle=.build/debug/callspoolPackageTests.xctest
if [ -n "${CALLSPOOL_AT_ONCE:-}" ]; then
  run=("$bundle" --testing-library swift-testing)
else
  run=("${SWIFT:-swift}" test --skip-build)
fi
timeout --kill-after=30 "$most" "${run[@]}" "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}

if [ "$code" = 124 ] || [ "$code" = 137 ]; then
  echo "step $name: not over after $most s; these tests were waiting:" >&2
  python3 - "$log" >&2 <<'PYTHON'
import re
import sys

waiting = {}
for line in open(sys.argv[1], errors="replace"):
    found = re.search(r"^[^\w]*\s*Test (?!case)(.+?) (started|passed|failed|skipped)\b", line)
    if found and found.group(2) == "started":
        waiting[found.group(1)] = True
    elif found:
        waiting.pop(found.group(1), None)
for name in waiting:
    print("  " + name)
PYTHON
fi
if [ "$code" = 0 ] && ! grep -qE 'Test run with [1-9][0-9]* tests? ' "$log"; then
  echo "step $name: no test was run" >&2
  code=1
fi
# What its processes computed, in seconds.
times >"$log"
read -r user system < <(tail -n 1 "$log" | sed 's/m/ /g; s/s//g' | awk '{ print $1 * 60 + $2, $3 * 60 + $4 }')
echo "step $name: $((SECONDS - started)) s, of the processor $user s and $system s"
exit "$code"
