#!/usr/bin/env bash
# From a campaign file to its results in a minute: a receiver, a fresh spool, a sample campaign, ticks.
# usage: demo.sh CALLSPOOL
set -euo pipefail
callspool=$(realpath "$1")
cd "$(dirname "$0")/.."

work=$(mktemp -d)
receiver=
finish() {
  [ -z "$receiver" ] || kill "$receiver" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

say "1. A receiver for status records"
python3 samples/receiver.py --port 0 --quiet --log "$work/received.jsonl" >"$work/port" &
receiver=$!
for _ in $(seq 100); do [ -s "$work/port" ] && break; sleep 0.1; done
url="http://127.0.0.1:$(head -1 "$work/port")/results"
echo "listening on $url"

say "2. A fresh spool, with a simulator that is sixty times as fast as life"
"$callspool" init "$work/spool"
# One tick an hour, just gone: so that this tick sees the campaign to its end. The usual ones are every quarter hour.
minute=$(((10#$(date +%M) + 59) % 60))
cat >"$work/spool/callspool.yaml" <<YAML
engine: {kind: simulator, speed: 60}
limits: {calls_per_second: 1, concurrent_calls: 20}
ticks: [$minute]
YAML
cat "$work/spool/callspool.yaml"

say "3. A campaign of forty numbers, checked and dropped"
{
  echo "campaign: demo"
  echo "ani: \"+18009957586\""
  echo "result_url: $url"
  echo "max_retries: 2"
  echo "retry_interval: 60"
  echo "numbers:"
  for n in $(seq -w 1 17) 20 21 22 23 24 25 27 40 41 42; do echo "  - \"+1617555 01$n\""; done
  for n in $(seq -w 1 12); do echo "  - {phone_number: \"+1415555 02$n\", message_reference: order-$n}"; done
  echo "  - 12345"
} >"$work/demo.yaml"
head -12 "$work/demo.yaml"
echo "  …"
"$callspool" submit "$work/demo.yaml" --spool "$work/spool"

say "4. callspool tick"
"$callspool" tick --spool "$work/spool" --progress

say "5. callspool status"
"$callspool" status --spool "$work/spool"

say "6. callspool view demo"
"$callspool" view demo --spool "$work/spool" --completed 40

say "7. Dial results: results/demo.calls.jsonl"
head -2 "$work/spool/results/demo.calls.jsonl"

say "8. Status records: results/demo.status.jsonl"
head -2 "$work/spool/results/demo.status.jsonl"

say "9. What the receiver got: $(wc -l <"$work/received.jsonl") POSTs, the first of them"
head -1 "$work/received.jsonl"
