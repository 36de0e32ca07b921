"""A spool of a scenario's own, and the built program running on it."""
import contextlib
import datetime
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Nothing is given up after a time (Scripts/test-step.sh ends what would wait for ever); where a library wants a limit, it
# gets one that no machine needs.
LIMIT = 3600.0

AREAS = [201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231]
AREAS += [234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307]
AREAS += [308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 331, 334, 336, 337, 339, 347]
AREAS += [351, 352, 360, 361, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 424]


def eventually(what, holds):
    """Waits until a condition holds, and gives what it gave."""
    for look in itertools.count(1):
        found = holds()
        if found:
            return found
        if look % 1200 == 0:
            print(f"still waiting until {what}", file=sys.stderr, flush=True)
        time.sleep(0.05)


def numbers(count, endings=(1,)):
    """So many different fictional numbers; the simulator goes by their last two digits, accepted turn."""
    pairs = itertools.product(AREAS, endings)
    assert count <= len(AREAS) * len(set(endings)) and len(set(endings)) == len(endings), "not so many different ones"
    return [f"+1{area}55501{ending:02}" for area, ending in itertools.islice(pairs, count)]


def campaign(numbers, keys=""):
    """A campaign file."""
    entries = "".join(f"  - {json.dumps(number)}\n" for number in numbers)
    return f"{keys}{'' if not keys or keys.endswith(chr(10)) else chr(10)}numbers:\n{entries}"


class Spool:
    """A spool in a folder that goes away with it."""

    def __init__(self, program, more=""):
        # What a test runner blocks would be blocked in all that is started here.
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        self.program = str(pathlib.Path(program).resolve())
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="callspool-browser-"))
        self.root = self.folder / "spool"
        self.more = more
        self.call("init", str(self.root), on_spool=False)
        self.set()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if "CALLSPOOL_KEEP" in os.environ:
            print("kept", self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def set(self, speed=600, pace=10000, at_once=100, ticks=None, settle="0s"):
        """Writes the settings; without `ticks` the next tick is nearly an hour off, so that one tick does all there is."""
        minute = int(self.latest().timestamp()) // 60 % 60
        ticks = [(minute + 59) % 60] if ticks is None else ticks
        (self.root / "callspool.yaml").write_text(
            f"engine: {{kind: simulator, speed: {speed}}}\n"
            f"limits: {{calls_per_second: {pace}, concurrent_calls: {at_once}}}\n"
            f"ticks: {ticks}\nsettle: {settle}\n{self.more}\n"
        )

    def latest(self):
        """The program's clock goes on from the latest instant that it has recorded."""
        latest = datetime.datetime.now(datetime.timezone.utc)
        for journal in self.root.glob("*/*/journal.jsonl"):
            for line in journal.read_text().splitlines()[-1:]:
                latest = max(latest, datetime.datetime.fromisoformat(json.loads(line)["at"].replace("Z", "+00:00")))
        return latest

    def drop(self, name, text, age=0):
        """Drops a file as a person should: whole, by rename; so many seconds old."""
        part = self.root / "incoming" / f".{name}.part"
        part.write_text(text)
        os.utime(part, (time.time() - age,) * 2)
        part.rename(self.root / "incoming" / name)

    def names(self, folder):
        """The files of a folder that a person sees."""
        return sorted(name for name in os.listdir(self.root / folder) if not name.startswith("."))

    # The program.

    def call(self, *arguments, said="", on_spool=True):
        """Runs a command to its end, and gives what it wrote."""
        command = [self.program, *arguments] + (["--spool", str(self.root)] if on_spool else [])
        done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=LIMIT)
        assert done.returncode == 0, f"{arguments} ended with {done.returncode}: {done.stderr}"
        return done.stdout

    def refused(self, code, *arguments):
        """Runs a command that must end with a code, and gives what it warned of."""
        command = [self.program, *map(str, arguments), "--spool", str(self.root)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        assert done.returncode == code, f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stderr

    def rows(self, *arguments):
        """The objects that a command writes with `--json`."""
        return [json.loads(line) for line in self.call(*arguments, "--json").splitlines()]

    def tick(self, **settings):
        """One tick, which does all there is to do."""
        self.set(**settings)
        self.call("tick")

    def finish(self, **settings):
        """Runs until every campaign is done, also where a retry waits for longer than from one tick to the next."""
        self.set(ticks=list(range(60)), **settings)
        with self.at_work("run"):
            eventually("every campaign is done", lambda: not self.names("queue") and not self.names("incoming"))

    @contextlib.contextmanager
    def at_work(self, *arguments):
        """A command that stays up, until the block ends."""
        log = open(self.folder / f"{arguments[0]}.log", "w+")
        process = subprocess.Popen(
            [self.program, *map(str, arguments), "--spool", str(self.root)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield process, lambda: pathlib.Path(log.name).read_text()
        finally:
            process.terminate()
            code = process.wait(LIMIT)
            log.close()
        assert code == 0, f"{arguments} ended with {code}: {pathlib.Path(log.name).read_text()}"

    @contextlib.contextmanager
    def served(self, *options, host="127.0.0.1"):
        """`callspool serve` on a port that the system chose; gives the page's address, without the last slash."""
        with self.at_work("serve", "--listen", f"{host}:0", *options) as (process, said):
            def address():
                assert process.poll() is None, f"serve ended: {said()}"
                return re.search(r"(https?://\S+)/\s", said())

            yield eventually("the page is served", address).group(1)
