#!/usr/bin/env bash
# Finds tests that go by the clock: limits of time, sleeps, the machine's time of day, measured spans. Breaks on the first
# run of its own check, to prove that it can. How a test waits instead is in CONTRIBUTING.md.
set -euo pipefail
cd "$(dirname "$0")/.."

# What may look at the clock, and why.
allowed=(
  # The one wait of all tests: it has no limit, and nothing is judged by its pause.
  Sources/CallspoolTesting/Eventually.swift
  Tests/browser/spool.py
  # Which minute of the hour is nearly an hour off: what a tick's settings need.
  Tests/callspoolTests/Support/SpoolSettings.swift
  # Dates a file back.
  Tests/callspoolTests/Support/SpoolFixture.swift
  # A clock of its own, which no machine's moves.
  Sources/CallspoolTesting/Simulation/SimulationClock.swift
  # Servers that stand in for real ones, with a clock of their own. Tests wait for what they do.
  Tests/DialersTests/CallFile/FakeAsterisk.swift
  Sources/CallspoolTesting/Asterisk/ArrivalLog.swift
  Tests/engines/fake_asterisk.py
  Tests/receivers/hostile.py
  # Campaigns of the past, and a picture's pause.
  Tests/browser/past.py
  Tests/browser/screenshots.py
  # A fuzzer runs for as long as it is told, and says how fast it was.
  Sources/CallspoolTesting/Fuzz/FuzzRun.swift
)

# find_in FOLDER…: prints what goes by the clock there.
find_in() {
  local swift='timeLimit\(|Task\.sleep|Thread\.sleep|\b(u|nano)?sleep\((?!until)|\bDate\(\)|\bDate\.now\b|(Continuous|Suspending)Clock|'
  swift+='clock_gettime|DispatchTime\.now|DispatchWallTime|asyncAfter|\.wait\(timeout:|CFAbsoluteTime|systemUptime|\bpoll\(.*[1-9]\)'
  local python='\bsleep\(|time\.(time|monotonic|perf_counter)\(|datetime\.now\(|wait_for_timeout|wait\([0-9]'
  # A program that a test writes down to be run is a test's as well.
  grep -rnP "$swift" --include='*.swift' "$@" | grep -vE '^[^:]*:[0-9]+: *//' || true
  grep -rnE "$python" --include='*.py' "$@" | grep -vE '^[^:]*:[0-9]+: *#' || true
}

trap 'rm -rf "$broken"' EXIT
broken=$(mktemp -d)
cat >"$broken/Broken.swift" <<'SWIFT'
@Test(.timeLimit(.minutes(1))) func slow() async throws {
    let start = ContinuousClock.now
    try await Task.sleep(for: .seconds(1))
    usleep(5)
    let now = Date()
    semaphore.wait(timeout: .now() + 3)
}
SWIFT
printf 'begun = time.monotonic()\ntime.sleep(1)\npage.wait_for_timeout(300)\n' >"$broken/broken.py"
if [ "$(find_in "$broken" | wc -l)" -ne 9 ]; then
  echo "timed-tests.sh does not find what it must" >&2
  exit 1
fi

found=$(find_in Tests Sources/CallspoolTesting | grep -vF "$(printf '%s:\n' "${allowed[@]}")" || true)
if [ -n "$found" ]; then
  echo "$found" >&2
  echo "tests that go by the clock; see CONTRIBUTING.md" >&2
  exit 1
fi

# Each test target belongs to a step of `make test`, or its tests would never run.
for target in $(grep -oE '\.testTarget\( *(name: )?"[A-Za-z]+"|^ *name: "[A-Za-z]+Tests"' Package.swift | grep -oE '[A-Za-z]+Tests'); do
  grep -qE "\^\(?([A-Za-z]+\|)*${target%Tests}(\|[A-Za-z]+)*\)?(Tests|\\\\.)|\^${target}\\\\." Makefile || {
    echo "no step of \`make test\` runs $target" >&2
    exit 1
  }
done

# A suite of the stages runs on one thread: elsewhere a virtual clock moves before a stage has had its turn.
on_many_threads() {
  grep -rnE '@Suite\(' "$1" | grep -v 'onOneThread' || true
}
printf '@Suite("Shipping")\nstruct ShippingTests {}\n' >"$broken/Suite.swift"
if [ "$(on_many_threads "$broken" | wc -l)" -ne 1 ] || [ -n "$(on_many_threads Tests/StagesTests)" ]; then
  on_many_threads Tests/StagesTests >&2
  echo "suites of StagesTests that do not run on one thread (.onOneThread)" >&2
  exit 1
fi
