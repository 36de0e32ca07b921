#!/usr/bin/env bash
# Calls that the house style forbids, or allows in one file only. Breaks on the first run of its own check, to prove
# that it can.
set -euo pipefail
cd "$(dirname "$0")/.."

# find_in FOLDER: prints what is forbidden there.
find_in() {
  local folder=$1
  # Clocks and randomness are read in one file each.
  grep -rnE '\bDate\(\)|\bDate\.now\b|ContinuousClock(\(\))?\.now|clock_gettime' --include='*.swift' "$folder" |
    grep -vE 'Stages/Supervisor/SystemClock.swift|/CallspoolTesting/|callspool/Output/ProgressDisplay.swift|callspool/Output/ReadingProgress.swift|callspool/Program/HandedOver.swift' || true
  grep -rnE '\.random\(in|SystemRandomNumberGenerator' --include='*.swift' "$folder" |
    grep -v 'callspool/Program/Randomness.swift' || true
  # No failure is hidden, nothing is torn down in anger, nothing runs adrift.
  grep -rnE '\btry\?|\btry!|\bfatalError\(|\bprint\(' --include='*.swift' "$folder" | grep -v /CallspoolTesting/ | grep -vE '^[^:]*:[0-9]+: *//' || true
  grep -rnE '\bTask(\.detached)? *\{' --include='*.swift' "$folder" | grep -v '/CallspoolTesting/' || true
  # An executor that may be absent: see the file.
  grep -rnE 'addTask\(executorPreference:' --include='*.swift' "$folder" | grep -v 'Ports/TaskGroup+Executor.swift' || true
  grep -rnE 'nonisolated\(unsafe\)|@unchecked Sendable' --include='*.swift' "$folder" || true
}

trap 'rm -rf "$broken"' EXIT
broken=$(mktemp -d)
printf 'let a = Date()\nlet b = try? read()\nTask { work() }\nlet c = Int.random(in: 0..<3)\nfatalError("no")\ngroup.addTask(executorPreference: none) {}\n' >"$broken/Broken.swift"
if [ "$(find_in "$broken" | wc -l)" -ne 6 ]; then
  echo "forbidden-calls.sh does not find what it must" >&2
  exit 1
fi

found=$(find_in Sources)
if [ -n "$found" ]; then
  echo "$found" >&2
  echo "forbidden calls; see CONTRIBUTING.md" >&2
  exit 1
fi
