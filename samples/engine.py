#!/usr/bin/env python3
"""An engine for callspool in Python: no telephone rings, but everything else is as a real one would do it.

    engine:
      kind: command
      program: [/usr/bin/python3, /path/to/engine.py, --calls, /path/to/calls.jsonl]

The protocol is described in docs/engines/command.md: a JSON line in for each thing to do, JSON lines out for what
happens. To make a real engine of this, replace what Call does by what your telephony can do, and keep the rest.

The calls are kept in a file, so that one who kills this program or callspool loses none: what is asked about after the
restart is answered. Python 3.9 or later, standard library only.
"""

import argparse
import fcntl
import heapq
import json
import os
import select
import signal
import sys
import time

# The last two digits of a number choose: outcome, SIP status, Q.850 cause, callee type.
ENDINGS = {
    "10": ("answered", 200, 16, "answeringmachine"),
    "20": ("busy", 486, 17, None),
    "21": ("no_answer", 480, 19, None),
    "22": ("unreachable", 480, 20, None),
    "23": ("declined", 603, 21, None),
    "27": ("invalid_number", 404, 1, None),
    "28": ("congestion", 503, 34, None),
}
ANSWERED = ("answered", 200, 16, "voice")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Plays telephone calls for callspool.")
    parser.add_argument("--calls", metavar="FILE", required=True, help="where the calls are kept over restarts")
    parser.add_argument("--speed", type=float, default=1, help="how many times faster than life the calls go")
    return parser.parse_args()


class Call:
    """A call: how it will go is decided when it is placed."""

    def __init__(self, id, number, ring_timeout, placed_at, speed, detects=True):
        self.id = id
        self.outcome, self.sip_status, self.q850_cause, self.callee_type = ENDINGS.get(number[-2:], ANSWERED)
        if self.callee_type and not detects:
            self.callee_type = "unknown"
        rings = self.outcome in ("answered", "no_answer", "declined")
        ring, talk = min(4, ring_timeout), 6
        self.ringing_at = placed_at + 1 / speed if rings and ring_timeout > 1 else None
        self.answered_at = placed_at + ring / speed if self.outcome == "answered" else None
        if self.outcome == "answered":
            self.ended_at = placed_at + (ring + talk) / speed
        elif self.outcome == "no_answer":
            self.ended_at = placed_at + ring_timeout / speed
        else:
            self.ended_at = placed_at + 2 / speed
        self.end = None

    def cancel(self, now):
        """Ends it, unless it is over or was answered."""
        if self.ended_at > now and (self.answered_at is None or self.answered_at > now):
            self.outcome, self.sip_status, self.q850_cause, self.callee_type = "canceled", 487, 16, None
            self.answered_at, self.ended_at = None, now

    def end_line(self):
        return {
            "event": "ended",
            "id": self.id,
            "at": self.ended_at,
            "outcome": self.outcome,
            "sip_status": self.sip_status,
            "q850_cause": self.q850_cause,
            "callee_type": self.callee_type,
            "answered_at": self.answered_at,
        }


class Engine:
    def __init__(self, options):
        self.speed = options.speed
        self.calls = {}
        self.due = []
        # One engine at a time has the file: one that was left behind by a killed callspool leaves first.
        self.file = os.open(options.calls, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640)
        fcntl.flock(self.file, fcntl.LOCK_EX)
        self.remember()

    def remember(self):
        """Reads the calls of the processes before this one; a torn last line was never acted on."""
        with open(self.file, closefd=False) as file:
            text = file.read()
        whole = text[: text.rfind("\n") + 1]
        os.ftruncate(self.file, len(whole.encode()))
        for line in whole.splitlines():
            placed = json.loads(line)
            if "canceled_at" in placed:
                self.calls[placed["id"]].cancel(placed["canceled_at"])
            else:
                self.calls[placed["id"]] = Call(**placed, speed=self.speed)

    def keep(self, line):
        """Makes a line durable; nothing is done before that."""
        os.write(self.file, (json.dumps(line) + "\n").encode())
        os.fdatasync(self.file)

    def say(self, line):
        sys.stdout.write(json.dumps({key: value for key, value in line.items() if value is not None}) + "\n")
        sys.stdout.flush()

    def follow(self, call, now):
        """Sees to it that what is still to come of a call is said when it comes."""
        for event, at in (("ringing", call.ringing_at), ("answered", call.answered_at)):
            if at is not None and at > now:
                heapq.heappush(self.due, (at, event, call.id))
        heapq.heappush(self.due, (call.ended_at, "ended", call.id))

    def take(self, order):
        now = time.time()
        do, id = order.get("do"), order.get("id")
        if do == "hello":
            self.say({"event": "hello", "protocol": 1, "name": "sample engine", "keeps_calls": True})
        elif do == "place" and id in self.calls:
            print(f"asked to place {id} twice; it is not", file=sys.stderr, flush=True)
        elif do == "place":
            placed = {
                "id": id,
                "number": order["number"],
                "ring_timeout": order["ring_timeout"],
                "placed_at": now,
                "detects": order["callee_detection"],
            }
            # From here on the call is placed, whatever becomes of this program.
            self.keep(placed)
            call = self.calls[id] = Call(**placed, speed=self.speed)
            self.say({"event": "placed", "id": id, "at": now})
            self.follow(call, now)
        elif do == "cancel" and id in self.calls:
            self.keep({"id": id, "canceled_at": now})
            self.calls[id].cancel(now)
            self.follow(self.calls[id], now)
        elif do == "inquire" and id not in self.calls:
            # What is not in the file was not placed; without such a file this would have to be "unknown".
            self.say({"event": "never_placed", "id": id})
        elif do == "inquire" and self.calls[id].ended_at <= now:
            self.say(self.calls[id].end_line())
        elif do == "inquire":
            self.say({"event": "live", "id": id})
            self.follow(self.calls[id], now)

    def play(self):
        """Says what has happened by now; returns how long there is nothing more."""
        while self.due and self.due[0][0] <= time.time():
            at, event, id = heapq.heappop(self.due)
            call = self.calls[id]
            if event == "ended" and at == call.ended_at:
                self.say(call.end_line())
            elif event != "ended" and call.ended_at > at:
                self.say({"event": event, "id": id, "at": at})
        return max(0, self.due[0][0] - time.time()) if self.due else None

    def run(self):
        begun = b""
        while True:
            ready, _, _ = select.select([0], [], [], self.play())
            if not ready:
                continue
            piece = os.read(0, 65536)
            if not piece:
                # callspool has gone: so does this program. The calls are in the file.
                return
            *lines, begun = (begun + piece).split(b"\n")
            for line in lines:
                self.take(json.loads(line))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        Engine(parse_arguments()).run()
    except (BrokenPipeError, KeyboardInterrupt):
        # Nobody listens any more.
        os._exit(0)


if __name__ == "__main__":
    main()
