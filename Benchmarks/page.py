#!/usr/bin/env python3
"""The outbound page over a million calls: until it can be reached, its pages, and the memory that it holds.

usage: page.py CALLSPOOL [NUMBERS]

Two spools: one whose calls are over but for one, dialled through the simulator at no latency, and one whose calls all wait
for their start. Beside the start stands how long `callspool status` takes on the same spool, which replays the same
journal. Each page is asked for five times; the middle time is told.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

SETTINGS = """\
engine: {kind: simulator, ring: [0s, 0s], talk: [0s, 0s], odds: {answered: 0.6, invalid_number: 0.4}}
limits: {calls_per_second: 1000000, concurrent_calls: 5000, ramp: 0}
page: {listen: "127.0.0.1:0"}
"""


def make(callspool, spool, keys, count):
    subprocess.run([callspool, "init", spool], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(spool, "callspool.yaml"), "w", encoding="utf-8") as out:
        out.write(SETTINGS)
    draw = random.Random(11)
    seen = set()
    while len(seen) < count - 1:
        seen.add(f"+1{draw.choice([212, 312, 415, 617, 713])}{draw.randint(2, 4)}{draw.randint(0, 999999):06}")
    path = os.path.join(spool, "incoming", "bench.yaml")
    with open(path, "w", encoding="utf-8") as out:
        # One number is busy and waits for two days, so that the campaign stays in the queue.
        out.write(f'ani: "+18009957586"\n{keys}numbers:\n  - +16175550120\n')
        out.write("".join(f"  - {number}\n" for number in seen))
    os.utime(path, (time.time() - 60, time.time() - 60))
    subprocess.run([callspool, "tick", "--spool", spool], check=True)


class Served:
    def __init__(self, callspool, spool):
        start = time.monotonic()
        self.child = subprocess.Popen([callspool, "serve", "--spool", spool], stderr=subprocess.PIPE, text=True)
        self.address = self.child.stderr.readline().split()[-1]
        self.reached = time.monotonic() - start

    def get(self, path):
        start = time.monotonic()
        with urllib.request.urlopen(self.address + path) as answer:
            text = answer.read().decode()
        return time.monotonic() - start, text

    def page(self, what, path, times=5):
        all = [self.get(path) for _ in range(times)]
        print(f"{what:>44}: {statistics.median(time for time, _ in all) * 1000:6,.0f} ms")
        return all[0][1]

    def megabytes(self):
        with open(f"/proc/{self.child.pid}/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

    def end(self):
        self.child.terminate()
        self.child.wait()


def measure(callspool, spool, what):
    start = time.monotonic()
    subprocess.run([callspool, "status", "--spool", spool], check=True, stdout=subprocess.DEVNULL)
    status = time.monotonic() - start
    served = Served(callspool, spool)
    print(f"{what}: reached after {served.reached:.2f} s, {served.reached / status:.2f} times `callspool status`")
    served.page("the campaigns", "")
    text = served.page("a campaign", "campaigns/bench")
    call = text.split("/campaigns/bench/calls/")[1].split('"')[0]
    served.page("a call", f"campaigns/bench/calls/{call}")
    served.page("its calls by number, the hundredth page", "campaigns/bench?sort=number&page=100")
    served.page("those of one outcome", "campaigns/bench?outcome=answered&page=100")
    served.page("those whose number has some digits", "campaigns/bench?number=555")
    served.page("its charts, for the first time", "campaigns/bench/charts", times=1)
    served.page("its charts again", "campaigns/bench/charts")
    last = call.rsplit("-", 1)[0] + "-999000"
    served.page("when a late call goes out", f"when?number={last}", times=1)
    others = [threading.Thread(target=served.get, args=(f"when?number={last[:-1]}{n}",)) for n in range(1, 5)]
    for other in others:
        other.start()
    time.sleep(0.2)
    served.page("the campaigns, beside four such questions", "")
    for other in others:
        other.join()
    print(f"{'memory at most':>44}: {served.megabytes():6,.0f} MB")
    served.end()


def main():
    callspool = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        for what, keys in [
            ("calls that are over", "max_retries: 1\nretry_interval: 172800\n"),
            ("calls that wait", "start: +2 days\n"),
        ]:
            spool = os.path.join(folder, what.replace(" ", "-"))
            make(callspool, spool, keys, count)
            measure(callspool, spool, f"{count:,} {what}")


main()
