#!/usr/bin/env python3
"""Calls through an engine that answers at once, over its own protocol on the loopback, every promise kept.

usage: engines.py CALLSPOOL FAKE_ENGINE [NUMBERS [ENGINE...]]

Prints calls a second (from the journal's `started` to the last call's end) and the processor time of callspool for each,
at full speed; then, at half of that rate, how long it takes from a call's `dialing` line to its arrival at the engine.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time

ENGINES = {
    "asterisk": 'username: callspool, secret: bench, channel: "PJSIP/{number}@trunk"',
    "freeswitch": 'secret: bench, dial: "sofia/gateway/trunk/{number}", exten: callspool',
}
SETTINGS = """\
engine: {{kind: {name}, port: {port}, {keys}}}
limits: {{calls_per_second: {rate}, concurrent_calls: 5000, ramp: 0}}
"""


def write_list(path, count):
    draw = random.Random(11)
    seen = set()
    while len(seen) < count:
        seen.add(f"+1{draw.choice([212, 312, 415, 617, 713])}{draw.randint(2, 4)}{draw.randint(0, 999999):06}")
    with open(path, "w", encoding="utf-8") as out:
        out.write('ani: "+18009957586"\nnumbers:\n')
        out.write("".join(f"  - {number}\n" for number in seen))
    os.utime(path, (time.time() - 60, time.time() - 60))


def dial(callspool, folder, name, port, count, rate):
    """One campaign from file to results; the journal's events, and callspool's processor time."""
    spool = os.path.join(folder, f"spool-{name}-{rate}")
    subprocess.run([callspool, "init", spool], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(spool, "callspool.yaml"), "w", encoding="utf-8") as out:
        out.write(SETTINGS.format(name=name, port=port, keys=ENGINES[name], rate=rate))
    write_list(os.path.join(spool, "incoming", "bench.yaml"), count)
    child = subprocess.Popen([callspool, "tick", "--spool", spool])
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"callspool tick failed (status {status})")
    told = [json.loads(line) for line in open(os.path.join(spool, "results", "bench.status.jsonl"), encoding="utf-8")]
    if len(told) != count or any(record["outcome"] != "answered" for record in told):
        sys.exit(f"{len(told)} status records for {count} calls, or not all answered")
    journal = os.path.join(spool, "done", "bench", "journal.jsonl")
    if not os.path.exists(journal):
        journal = os.path.join(spool, "queue", "bench", "journal.jsonl")
    with open(journal, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines], usage.ru_utime + usage.ru_stime


def instant(event):
    import datetime

    return datetime.datetime.fromisoformat(event["at"].replace("Z", "+00:00")).timestamp()


def measure(callspool, engine, kind, count, folder):
    arrivals = os.path.join(folder, f"arrivals-{kind}")
    server = subprocess.Popen([engine, kind, arrivals], stdout=subprocess.PIPE, text=True)
    try:
        name, port = server.stdout.readline().split()
        events, seconds = dial(callspool, folder, name, port, count, 100_000)
        started = next(event for event in events if event["event"] == "started")
        ended = [event for event in events if event["event"] == "ended"]
        span = instant(ended[-1]) - instant(started)
        print(f"{name}: {count / span:,.0f} calls a second, {count:,} in {span:.1f} s")
        print(f"{'':>8}  processor: {seconds:.1f} s, {seconds / span:.2f} cores, {seconds / count * 1e6:.0f} us a call")
        before = os.path.getsize(arrivals)
        half = max(1, int(count / span / 2))
        events, _ = dial(callspool, folder, name, port, count // 4, half)
        with open(arrivals, encoding="utf-8") as lines:
            lines.seek(before)
            arrived = {line.split()[0].split("-", 1)[1]: int(line.split()[1]) / 1000 for line in lines}
        waits = sorted(
            arrived[f"{event['call_id']}-{event['attempt']}"] - instant(event)
            for event in events
            if event["event"] == "dialing"
        )
        p50, p95, p99 = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.95, 0.99))
        print(f"{'':>8}  at {half:,} a second: {p50:.0f}, {p95:.0f}, {p99:.0f} ms to the engine (median, 95 %, 99 %)")
    finally:
        server.kill()
        server.wait()


def main():
    callspool, engine = (os.path.abspath(path) for path in sys.argv[1:3])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 60_000
    kinds = sys.argv[4:] or list(ENGINES)
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            measure(callspool, engine, kind, count, folder)


main()
