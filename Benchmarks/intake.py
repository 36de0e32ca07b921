#!/usr/bin/env python3
"""A million numbers taken in, beside PyYAML's CSafeLoader merely loading the same file, in one run.

American numbers; European ones, in E.164 and as they are written in Germany.

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
    return distinct(count, lambda: f"+1{draw.choice(AREAS)}{draw.randint(2, 9)}{draw.randint(0, 999999):06}", draw)


def digits(draw, count):
    return "".join(draw.choice("0123456789") for _ in range(count))


def european(count):
    """German, British and French mobiles in E.164, by turns; some are in no numbering plan, as in any list."""
    draw = random.Random(11)
    german = ["1511", "1520", "1573", "1590", "160", "162", "170", "171", "175", "176", "177", "179"]
    kinds = [
        lambda: f"+49{draw.choice(german)}{digits(draw, 7)}",
        lambda: f"+447{draw.choice('45789')}{digits(draw, 8)}",
        lambda: f"+33{draw.choice('67')}{digits(draw, 8)}",
    ]
    return distinct(count, lambda: draw.choice(kinds)(), draw)


def as_written(count):
    """German mobiles as they are written in Germany."""
    draw = random.Random(13)
    areas = ["0151 1", "0157 3", "0160 ", "0170-", "0171 ", "0175 ", "0176 ", "0177-"]
    return distinct(count, lambda: f"{draw.choice(areas)}{digits(draw, 3)} {digits(draw, 4)}", draw)


def distinct(count, number, draw):
    seen = set()
    while len(seen) < count:
        seen.add(number())
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
    write_yaml(os.path.join(folder, "plain.yaml"), head, listed)
    write_yaml(os.path.join(folder, "european.yaml"), head, european(count))
    write_yaml(os.path.join(folder, "written.yaml"), head + "region: DE\n", as_written(count))
    with open(os.path.join(folder, "list.csv"), "w", encoding="utf-8") as out:
        out.write("destination,message_reference\n" + "".join(f"{n},ref-{i}\n" for i, n in enumerate(listed)))
    with open(os.path.join(folder, "csv.yaml"), "w", encoding="utf-8") as out:
        out.write(head + "contacts: list.csv\n")


def write_yaml(path, head, listed):
    with open(path, "w", encoding="utf-8") as out:
        out.write(head + "numbers:\n" + "".join(f"  - {number}\n" for number in listed))


def main():
    callspool = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        writer = multiprocessing.Process(target=write_lists, args=(folder, count))
        writer.start()
        writer.join()
        measure(callspool, folder)


def measure(callspool, folder):
    names = ("plain.yaml", "csv.yaml", "list.csv", "european.yaml", "written.yaml")
    plain, csv, contacts, euro, written = (os.path.join(folder, name) for name in names)
    # PyYAML cannot load a contact list: it is beside the same numbers as YAML.
    for kind, path, extra, beside in (
        ("YAML", plain, None, plain),
        ("CSV", csv, contacts, plain),
        ("European YAML", euro, None, euro),
        ("German as written", written, None, written),
    ):
        loading = load_with_pyyaml(beside)
        spool = os.path.join(folder, "spool-" + kind.replace(" ", "-"))
        seconds, megabytes, lines = take_in(callspool, spool, path, extra)
        print(
            f"callspool takes in {lines:,} from {kind + ':':18} {seconds:6.2f} s   PyYAML loads them: {loading:6.2f} s   "
            f"{seconds / loading:5.2f} times PyYAML   {megabytes:5.1f} MB resident",
            flush=True,
        )


main()
