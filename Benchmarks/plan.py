#!/usr/bin/env python3
"""A million numbers planned: read, judged and dialled to the end on a virtual clock.

usage: plan.py CALLSPOOL [NUMBERS]

Once at any hour, and once with the callees' own calling hours, for which each number's zones are looked up.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time

AREAS = [201, 206, 212, 213, 214, 216, 303, 305, 312, 404, 415, 503, 512, 602, 614, 615, 617, 702, 713, 801, 813, 919]
HOURS = 'calling_hours: {from: "09:00", to: "20:00"}\n'


def write_list(path, count, head):
    """Distinct North American numbers in no order."""
    draw = random.Random(7)
    seen = set()
    while len(seen) < count:
        seen.add(f"+1{draw.choice(AREAS)}{draw.randint(2, 9)}{draw.randint(0, 999999):06}")
    with open(path, "w", encoding="utf-8") as out:
        out.write(f'ani: "+18009957586"\nmax_retries: 1\n{head}numbers:\n')
        out.writelines(f"  - {number}\n" for number in seen)


def plan(callspool, spool, path):
    """Seconds, the resident memory in MB, and the last line of the plan."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        start = time.monotonic()
        child = subprocess.Popen([callspool, "plan", path, "--spool", spool, "--json"], stdout=output)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        if status != 0:
            sys.exit(f"the campaign was not planned (status {status})")
        output.seek(0)
        return seconds, usage.ru_maxrss / 1024, json.loads(output.readlines()[-1])


def main():
    callspool = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        spool = os.path.join(folder, "spool")
        subprocess.run([callspool, "init", spool], check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(spool, "callspool.yaml"), "w", encoding="utf-8") as out:
            out.write("limits: {calls_per_second: 100, concurrent_calls: 5000}\n")
        for name, head in (("any-hour", ""), ("callee-hours", HOURS)):
            path = os.path.join(folder, f"{name}.yaml")
            write_list(path, count, head)
            seconds, megabytes, total = plan(callspool, spool, path)
            print(
                f"{count:,} numbers planned, {name:12}: {seconds:6.2f} s   {total['calls']:,} calls, "
                f"at most {total['top_concurrent']:,} at once   {megabytes:5.0f} MB resident"
            )


main()
