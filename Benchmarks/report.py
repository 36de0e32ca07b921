#!/usr/bin/env python3
"""A million calls summed up by `report` and listed by `view`, beside `wc -l` of the same journal in the same run.

usage: report.py CALLSPOOL [NUMBERS]

The campaign is made by the simulator at no latency. Prints seconds, the ratio to `wc -l`, and the resident memory, for a
tenth of the numbers and for all of them.
"""

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


def write_list(path, count):
    """In a process of its own: a child's memory as the system reports it is never below its parent's."""
    draw = random.Random(11)
    seen = set()
    while len(seen) < count:
        seen.add(f"+1{draw.choice([212, 312, 415, 617, 713])}{draw.randint(2, 4)}{draw.randint(0, 999999):06}")
    with open(path, "w", encoding="utf-8") as out:
        out.write('ani: "+18009957586"\ntimezone: America/New_York\nnumbers:\n')
        out.write("".join(f"  - {number}\n" for number in seen))


def timed(command):
    """Seconds and megabytes."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed (status {status})")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def measure(callspool, folder, count):
    spool = os.path.join(folder, f"spool-{count}")
    subprocess.run([callspool, "init", spool], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(spool, "callspool.yaml"), "w", encoding="utf-8") as out:
        out.write(SETTINGS)
    path = os.path.join(spool, "incoming", "bench.yaml")
    writer = multiprocessing.Process(target=write_list, args=(path, count))
    writer.start()
    writer.join()
    os.utime(path, (time.time() - 60, time.time() - 60))
    timed([callspool, "tick", "--spool", spool])
    journal = os.path.join(spool, "done", "bench", "journal.jsonl")
    lines = int(subprocess.run(["wc", "-l", journal], check=True, capture_output=True, text=True).stdout.split()[0])
    print(f"{count:,} calls, {lines:,} journal lines, {os.path.getsize(journal) / 1e6:,.0f} MB")
    commands = {
        "report": ["report", "bench"],
        "report --html": ["report", "bench", "--html"],
        "view": ["view", "bench"],
        "view --outcome": ["view", "bench", "--outcome", "invalid_number"],
        "view --number": ["view", "bench", "--number", "617"],
        "view --call": ["view", "bench", "--call", "bench"],
    }
    with open(journal, encoding="utf-8") as first:
        tag = first.readline().split('"tag":"')[1].split('"')[0]
    commands["view --call"][-1] = f"bench-{tag}-{count // 2}"
    megabytes = {}
    for name, words in commands.items():
        # The best of three, each beside a count of the same lines: what else the machine does is not measured.
        best = min(
            (timed([callspool, *words, "--spool", spool]) + (timed(["wc", "-l", journal])[0],) for _ in range(3)),
            key=lambda run: run[0],
        )
        megabytes[name] = best[1]
        print(f"  {name:15} {best[0]:6.2f} s   {best[0] / best[2]:5.1f} times wc -l   {best[1]:6.1f} MB resident")
    return megabytes


def main():
    callspool = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        small = measure(callspool, folder, count // 10)
        large = measure(callspool, folder, count)
        for name, megabytes in large.items():
            growth = (megabytes - small[name]) * 1024 * 1024 / (count - count // 10)
            print(f"{name}: memory grows by {growth:.1f} bytes a call")


main()
