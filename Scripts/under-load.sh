#!/usr/bin/env bash
# under-load.sh COMMAND…: runs a command beside eight busy loops and a program that syncs a file without end.
#
# What passes here goes by no clock: on two cores each test has a fifth of the time that it usually has, and waits for the
# disk besides.
set -uo pipefail

folder=$(mktemp -d)
pids=()
end() {
  kill "${pids[@]}"
  wait "${pids[@]}"
  rm -rf "$folder"
} 2>/dev/null
trap end EXIT
trap 'exit 130' INT TERM

for _ in 1 2 3 4 5 6 7 8; do
  while :; do :; done &
  pids+=($!)
done
python3 -c '
import os, sys
file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600)
while True:
    os.pwrite(file, os.urandom(65536), 0)
    os.fsync(file)
' "$folder/synced" &
pids+=($!)

started=$SECONDS
"$@"
code=$?
echo "under load: $((SECONDS - started)) s, exit code $code"
exit "$code"
