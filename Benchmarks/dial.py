#!/usr/bin/env python3
"""A million calls through the simulator at no latency, every promise kept; then a restart with them behind it.

usage: dial.py CALLSPOOL [NUMBERS]

Prints calls a second (from the journal's `started` to its `finished`, or to the last call's end), the time of a restart
that replays the journal, and by how much the resident memory grows with the list.
"""

import datetime
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time

SETTINGS = """\
engine: {kind: simulator, ring: [0s, 0s], talk: [0s, 0s], odds: {answered: 0.6, invalid_number: 0.4}}
limits: {calls_per_second: 1000000, concurrent_calls: 5000, ramp: 0}
"""


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def tick(callspool, spool):
    start = time.monotonic()
    child = subprocess.Popen([callspool, "tick", "--spool", spool])
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"callspool tick failed (status {status})")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def last_line(path):
    with open(path, "rb") as lines:
        lines.seek(-4096, os.SEEK_END)
        return json.loads(lines.read().splitlines()[-1])


def write_list(path, count):
    """In a process of its own: a child's memory as the system reports it is never below its parent's."""
    draw = random.Random(11)
    seen = set()
    while len(seen) < count - 1:
        seen.add(f"+1{draw.choice([212, 312, 415, 617, 713])}{draw.randint(2, 4)}{draw.randint(0, 999999):06}")
    with open(path, "w", encoding="utf-8") as out:
        out.write('ani: "+18009957586"\nmax_retries: 1\nretry_interval: 172800\nnumbers:\n  - +16175550120\n')
        out.write("".join(f"  - {number}\n" for number in seen))


def dial(callspool, folder, count):
    """One number is busy and waits for two days, so that the campaign stays in the queue."""
    spool = os.path.join(folder, f"spool-{count}")
    subprocess.run([callspool, "init", spool], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(spool, "callspool.yaml"), "w", encoding="utf-8") as out:
        out.write(SETTINGS)
    path = os.path.join(spool, "incoming", "bench.yaml")
    writer = multiprocessing.Process(target=write_list, args=(path, count))
    writer.start()
    writer.join()
    os.utime(path, (time.time() - 60, time.time() - 60))
    _, megabytes = tick(callspool, spool)
    queue = os.path.join(spool, "queue", "bench")
    journal = os.path.join(queue, "journal.jsonl")
    with open(journal, encoding="utf-8") as lines:
        started = next(line for line in map(json.loads, lines) if line["event"] == "started")
    ended = last_line(journal)
    span = instant(ended["at"]) - instant(started["at"])
    told = sum(1 for _ in open(os.path.join(spool, "results", "bench.status.jsonl"), "rb"))
    if told != count - 1:
        sys.exit(f"{told} status records for {count} numbers, of which one waits")
    print(f"{count:>9,} calls: {count / span:9,.0f} calls a second over {span:.1f} s, {megabytes:.1f} MB resident")
    again, _ = tick(callspool, spool)
    lines = ended["n"]
    size = os.path.getsize(journal) / 1e6
    print(f"{'':>9} restart: {again:.2f} s for {lines:,} journal lines ({size:.0f} MB)")
    return megabytes


def main():
    callspool = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        small = dial(callspool, folder, count // 10)
        large = dial(callspool, folder, count)
        growth = (large - small) * 1024 * 1024 / (count - count // 10)
        print(f"memory grows by {growth:.1f} bytes a number")


if __name__ == "__main__":
    main()
