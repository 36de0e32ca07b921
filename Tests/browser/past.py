"""A campaign with many calls, all of them over: its files as the program writes them, without the hours that took."""
import datetime
import json

from spool import AREAS

ANI = "+16175550100"
# What a call meets, by the last digit of its place: each attempt's outcome, and whom it met.
ENDS = {
    0: ["busy", "answered"], 1: ["answered"], 2: ["answered"], 3: ["invalid_number"], 4: ["machine"],
    5: ["busy", "busy"], 6: ["no_answer", "answered"], 7: ["answered"], 8: ["invalid_number"], 9: ["machine"],
}
FACTS = {
    "answered": ("answered", "done", "voice", 200, 16), "machine": ("answered", "done", "answeringmachine", 200, 16),
    "busy": ("busy", "callee", "busy", 486, 17), "no_answer": ("no_answer", "callee", "noanswer", 480, 19),
    "invalid_number": ("invalid_number", "permanent", "intercept", 404, 1),
}
TERMS = {
    "timezone": "America/New_York", "region": "US", "ani": [ANI], "result_format": "json", "check_urls": "warn",
    "max_retries": 1, "retry_interval": 300, "priority": 5, "ring_timeout": 30, "callee_detection": True,
    "on_lost": "hold",
}


def many(count):
    """So many different fictional numbers; past the areas that others use, in made-up ones."""
    areas = AREAS + [area for area in range(200, 999) if area not in AREAS]
    return [f"+1{areas[place // 100]}55501{place % 100:02}" for place in range(count)]


class Past:
    """Writes a campaign into queue/, an event after the other."""

    def __init__(self, spool, name, listed, begin):
        self.folder = spool.root / "queue" / name
        self.folder.mkdir()
        self.call = f"{name}-k3v9qd-"
        self.lines, self.length, self.now = [], 0, begin
        jobs = [{"phone_number": number, "message_reference": reference} for number, reference in listed]
        (self.folder / "jobs.jsonl").write_text("".join(json.dumps(job) + "\n" for job in jobs))
        terms = {"campaign": name} | TERMS
        taken = {"tag": "k3v9qd", "total": len(listed), "digest": "00", "file": f"{name}.yaml", "inode": 1}
        self.note("accepted", **taken, campaign=terms)

    def note(self, event, place=None, **more):
        """Adds an event; gives where its line is."""
        call = {} if place is None else {"call_id": f"{self.call}{place}"}
        entry = {"n": len(self.lines) + 1, "at": self.clock(), "event": event} | call | more
        self.lines.append(json.dumps(entry, separators=(",", ":")) + "\n")
        self.length += len(self.lines[-1])
        return self.length - len(self.lines[-1])

    def clock(self, after=0):
        return (self.now + datetime.timedelta(seconds=after)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

    def attempt(self, place, attempt, end, is_last, earlier=None):
        """One attempt; gives where the line is that ended it."""
        outcome, kind, callee, sip, cause = FACTS[end]
        chain = {} if earlier is None else {"prev": earlier}
        self.note("dialing", place, attempt=attempt, ani=ANI, **chain)
        dialed, answered = self.clock(), {"answered_at": self.clock(0.2)} if outcome == "answered" else {}
        self.now += datetime.timedelta(seconds=0.4)
        status = "completed" if outcome == "answered" else "failed"
        then = {"next": "final", "status": status} if is_last else {"next": "retry", "next_attempt_at": self.clock(300)}
        result = {"outcome": outcome, "class": kind, "callee_type": callee, "dialed_at": dialed} | answered
        codes = {"ended_at": self.clock(), "sip_status": sip, "q850_cause": cause, "engine": "simulator"}
        return self.note("ended", place, attempt=attempt, **result, **codes, **then, **chain)


def lived(spool, name, count, rejected=60, canceled=40):
    """Writes a campaign of so many calls; gives their numbers. A tick writes its results."""
    numbers = many(count)
    # A reference may be anything: a formula, a row of digits, more than one line.
    said = ["=1+1", 'one, "two"\nthree', None, "order"]
    listed = [(number, said[place % 4] and f"{said[place % 4]} {number}") for place, number in enumerate(numbers)]
    past = Past(spool, name, listed, datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=30))
    for place in range(count - rejected + 1, count + 1):
        past.note("rejected", place, reason=f"It is on the do-not-call list: {numbers[place - 1]}.")
    past.note("started")
    dialled = range(1, count - rejected - canceled + 1)
    again = {}
    for place in dialled:
        ends = ENDS[place % 10]
        again[place] = past.attempt(place, 1, ends[0], len(ends) == 1)
    past.now += datetime.timedelta(hours=1)
    for place in dialled:
        for end in ENDS[place % 10][1:]:
            past.attempt(place, 2, end, True, again[place])
    for place in range(dialled.stop, dialled.stop + canceled):
        past.note("canceled", place, by="otto, on the page")
    (past.folder / "journal.jsonl").write_text("".join(past.lines))
    return numbers
