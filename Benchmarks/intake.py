#!/usr/bin/env python3
"""A million numbers taken in, beside PyYAML's CSafeLoader merely loading the same file, in one run.

usage: intake.py CALLSPOOL [NUMBERS]

Prints the ratio of the two; a machine's load moves both. Needs Debian's python3-yaml (with its C loader).
"""

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time

import yaml

AREAS = [201, 206, 212, 213, 214, 216, 303, 305, 312, 404, 415, 503, 512, 602, 614, 615, 617, 702, 713, 801, 813, 919]


def numbers(count):
    """Distinct North American numbers, spread over the exchanges as a bought list is."""
    draw = random.Random(7)
    seen = set()
    while len(seen) < count:
        seen.add(f"+1{draw.choice(AREAS)}{draw.randint(2, 9)}{draw.randint(0, 999999):06}")
    return sorted(seen, key=lambda _: draw.random())


def load_with_pyyaml(path):
    """In a process of its own, so that its memory is its own."""
    script = "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8'), Loader=yaml.CSafeLoader)"
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", script, path], check=True)
    return time.monotonic() - start


def take_in(callspool, spool, path, extra=None):
    """One tick that takes the file in and dials nothing, since the campaign begins tomorrow."""
    subprocess.run([callspool, "init", spool], check=True, stdout=subprocess.DEVNULL)
    for source in filter(None, [extra, path]):
        target = os.path.join(spool, "incoming", os.path.basename(source))
        os.link(source, target)
        os.utime(target, (time.time() - 60, time.time() - 60))
    start = time.monotonic()
    child = subprocess.Popen([callspool, "tick", "--spool", spool])
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    name = os.path.splitext(os.path.basename(path))[0]
    jobs = os.path.join(spool, "queue", name, "jobs.jsonl")
    if status != 0 or not os.path.exists(jobs):
        sys.exit(f"the campaign was not taken in (status {status})")
    with open(jobs, "rb") as lines:
        count = sum(1 for _ in lines)
    return seconds, usage.ru_maxrss / 1024, count


def write_lists(folder, count):
    """In a process of its own: a child's memory as the system reports it is never below its parent's."""
    head = 'ani: "+18009957586"\nstart: tomorrow 12:00\n'
    listed = numbers(count)
    with open(os.path.join(folder, "plain.yaml"), "w", encoding="utf-8") as out:
        out.write(head + "numbers:\n" + "".join(f"  - {number}\n" for number in listed))
    with open(os.path.join(folder, "list.csv"), "w", encoding="utf-8") as out:
        out.write("destination,message_reference\n" + "".join(f"{n},ref-{i}\n" for i, n in enumerate(listed)))
    with open(os.path.join(folder, "csv.yaml"), "w", encoding="utf-8") as out:
        out.write(head + "contacts: list.csv\n")


def main():
    callspool = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        writer = multiprocessing.Process(target=write_lists, args=(folder, count))
        writer.start()
        writer.join()
        plain, csv, contacts = (os.path.join(folder, name) for name in ("plain.yaml", "csv.yaml", "list.csv"))
        loading = load_with_pyyaml(plain)
        print(f"PyYAML CSafeLoader loads {count:,} numbers:   {loading:6.2f} s")
        for kind, path, extra in (("YAML", plain, None), ("CSV ", csv, contacts)):
            spool = os.path.join(folder, "spool-" + kind.strip())
            seconds, megabytes, lines = take_in(callspool, spool, path, extra)
            print(
                f"callspool takes in {lines:,} from {kind}:     {seconds:6.2f} s   "
                f"{seconds / loading:5.2f} times PyYAML   {megabytes:5.1f} MB resident"
            )


main()
