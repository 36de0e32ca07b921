#!/usr/bin/env python3
"""Calls a second beside what one would use instead: a table of jobs in SQLite, and one in PostgreSQL, in one run.

usage: peers.py CALLSPOOL [CALLS]

All do the same for a call: before it is placed that it is dialling is made durable, at its end the outcome is, and a dial
result and a status record are written. All make so many calls' changes durable at once as are in flight. The callees answer at
once. callspool's figure is with everything else that it does: the list is read before, hours, limits and lists are judged,
an engine is spoken to, and result files are lines that one can read.

PostgreSQL is started in a temporary folder, on a Unix socket, where its programs are installed; otherwise it is left out, and
said so.
"""

import glob
import importlib.util
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FLIGHTS = (1, 100, 5000)
ROUNDS = 3

SETTINGS = """\
engine: {{kind: simulator, ring: [0s, 0s], talk: [0s, 0s], odds: {{answered: 1}}}}
limits: {{calls_per_second: 1000000, concurrent_calls: {flight}, ramp: 0}}
"""


def dial_module():
    spec = importlib.util.spec_from_file_location("dial", os.path.join(HERE, "dial.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def callspool_rate(callspool, folder, flight, count):
    dial = dial_module()
    spool = os.path.join(folder, "spool")
    shutil.rmtree(spool, ignore_errors=True)
    subprocess.run([callspool, "init", spool], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(spool, "callspool.yaml"), "w", encoding="utf-8") as out:
        out.write(SETTINGS.format(flight=flight))
    path = os.path.join(spool, "incoming", "bench.yaml")
    dial.write_list(path, count)
    os.utime(path, (time.time() - 60, time.time() - 60))
    dial.tick(callspool, spool)
    journal = next(
        path
        for path in (os.path.join(spool, place, "bench", "journal.jsonl") for place in ("queue", "done"))
        if os.path.exists(path)
    )
    first = last = None
    calls = 0
    with open(journal, encoding="utf-8") as lines:
        for line in lines:
            if '"event":"started"' in line:
                first = dial.instant(json.loads(line)["at"])
            elif '"event":"ended"' in line:
                calls += 1
                last = line
    return calls / (dial.instant(json.loads(last)["at"]) - first)


SCHEMA = """
create table calls (id integer primary key, number text not null, state text not null, attempt integer, dialed text, outcome text);
create table results (n integer primary key, call integer not null, line text not null);
create table statuses (call integer primary key, line text not null);
"""
LINE = json.dumps(
    {"campaign": "bench", "phone_number": "+16175550100", "outcome": "answered", "callee_type": "voice", "attempt": 1}
)


def rounds(count, flight, claim, end, commit):
    """So many calls in flight: the ends of the last ones and the claims of the next are one transaction."""
    begin = time.monotonic()
    live = range(0)
    nxt = 1
    while nxt <= count or live:
        end(live)
        live = range(nxt, min(nxt + flight, count + 1))
        nxt += len(live)
        claim(live)
        commit()
    return count / (time.monotonic() - begin)


def sqlite_rate(folder, flight, count):
    path = os.path.join(folder, "peer.sqlite")
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("pragma journal_mode=wal")
    base.execute("pragma synchronous=full")
    base.executescript(SCHEMA)
    base.execute("begin")
    base.executemany("insert into calls values (?, ?, 'queued', 0, null, null)", ((i, f"+1617{i:07}") for i in range(1, count + 1)))
    base.execute("commit")
    base.execute("begin")

    def claim(ids):
        base.executemany("update calls set state = 'dialing', attempt = 1, dialed = ?2 where id = ?1", ((i, "2026-11-30T12:00:00.000Z") for i in ids))

    def end(ids):
        base.executemany("update calls set state = 'completed', outcome = 'answered' where id = ?", ((i,) for i in ids))
        base.executemany("insert into results(call, line) values (?, ?)", ((i, LINE) for i in ids))
        base.executemany("insert into statuses values (?, ?)", ((i, LINE) for i in ids))

    def commit():
        base.execute("commit")
        base.execute("begin")

    rate = rounds(count, flight, claim, end, commit)
    base.close()
    return rate


class Postgres:
    """A server of its own in a temporary folder."""

    def __init__(self, folder):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not found or importlib.util.find_spec("psycopg2") is None:
            raise LookupError("PostgreSQL or python3-psycopg2 is not installed")
        self.bin = os.path.dirname(found[-1])
        self.folder = os.path.join(folder, "postgres")
        self.user = "postgres" if os.geteuid() == 0 else None
        os.makedirs(self.folder)
        if self.user:
            os.chmod(folder, 0o755)
            shutil.chown(self.folder, self.user)
        self.run("initdb", "-D", self.folder + "/data", "-A", "trust", "-U", "postgres")
        self.run("pg_ctl", "-D", self.folder + "/data", "-w", "-o", f"-k {self.folder} -c listen_addresses=''", "-l", self.folder + "/log", "start")

    def run(self, name, *arguments):
        prefix = ["setpriv", "--reuid", self.user, "--regid", self.user, "--clear-groups"] if self.user else []
        subprocess.run([*prefix, os.path.join(self.bin, name), *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def stop(self):
        self.run("pg_ctl", "-D", self.folder + "/data", "-m", "immediate", "stop")

    def rate(self, flight, count):
        import psycopg2
        import psycopg2.extras

        base = psycopg2.connect(host=self.folder, user="postgres", dbname="postgres")
        cursor = base.cursor()
        cursor.execute("drop table if exists calls, results, statuses")
        cursor.execute(SCHEMA.replace("n integer primary key", "n bigserial primary key"))
        cursor.execute("insert into calls select i, '+1617' || lpad(i::text, 7, '0'), 'queued', 0, null, null from generate_series(1, %s) i", (count,))
        base.commit()

        def claim(ids):
            if ids:
                cursor.execute("update calls set state = 'dialing', attempt = 1, dialed = now()::text where id = any(%s)", (list(ids),))

        def end(ids):
            if ids:
                ids = list(ids)
                cursor.execute("update calls set state = 'completed', outcome = 'answered' where id = any(%s)", (ids,))
                cursor.execute("insert into results(call, line) select unnest(%s), %s", (ids, LINE))
                cursor.execute("insert into statuses select unnest(%s), %s", (ids, LINE))

        rate = rounds(count, flight, claim, end, base.commit)
        base.close()
        return rate


def main():
    callspool = os.path.abspath(sys.argv[1])
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        try:
            postgres = Postgres(folder)
        except LookupError as why:
            print(f"without PostgreSQL: {why}")
            postgres = None
        try:
            for flight in FLIGHTS:
                count = most if flight > 1 else most // 20
                kinds = {
                    "callspool": lambda: callspool_rate(callspool, folder, flight, count),
                    "SQLite": lambda: sqlite_rate(folder, flight, count),
                }
                if postgres:
                    kinds["PostgreSQL"] = lambda: postgres.rate(flight, count)
                rates = {name: [] for name in kinds}
                for _ in range(ROUNDS):
                    for name, rate in kinds.items():
                        rates[name].append(rate())
                own = statistics.median(rates["callspool"])
                for name, all_rates in rates.items():
                    middle = statistics.median(all_rates)
                    print(f"{flight:>5} in flight  {name:<10} {middle:9,.0f} calls a second   callspool is {own / middle:5.2f} times that")
        finally:
            if postgres:
                postgres.stop()


if __name__ == "__main__":
    main()
