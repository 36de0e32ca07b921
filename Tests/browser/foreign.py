"""A page of another site neither acts nor reads here, whatever it sends from the reader's own browser."""
import contextlib
import http.server
import itertools
import threading
import urllib.parse

from browsing import expect, scenario
from people import PASSWORD, people, sign_in
from spool import Spool, campaign, eventually, numbers

# Another site, and a name of its own that it has turned to this address.
ELSEWHERE, REBOUND = "elsewhere.test", "rebound.test"
COOKIE = "callspool_session"

# What a page can make a browser send without being asked: a form that leads there, and requests aside.
FORM = """([address, kind, fields]) => {
    const form = document.createElement("form");
    Object.assign(form, { action: address, method: "post", enctype: kind });
    for (const [name, value] of Object.entries(fields)) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""
SEND = """async ([address, options, fields, file]) => {
    const body = fields && new FormData();
    for (const [name, value] of Object.entries(fields ?? {})) body.append(name, value);
    if (file) body.append("campaign", new File([file], "taken.yaml"));
    try {
        const answer = await fetch(address, { credentials: "include", ...options, ...(body ? { body } : {}) });
        return [answer.type, await answer.text()];
    } catch (error) { return [error.name, ""]; }
}"""
LOAD = """([name, address]) => new Promise(resolve => {
    const part = document.createElement(name);
    part.onload = () => resolve("loaded");
    part.onerror = () => resolve("refused");
    if (name === "link") part.rel = "stylesheet";
    part[{ link: "href", object: "data" }[name] ?? "src"] = address;
    document.body.append(part);
})"""
HEAR = """address => new Promise(resolve => {
    const events = new EventSource(address, { withCredentials: true });
    events.onopen = () => resolve("heard");
    events.onerror = () => { events.close(); resolve("refused"); };
})"""


class Blank(http.server.BaseHTTPRequestHandler):
    """A page that forbids itself nothing."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title><link rel=icon href=data:,><body>")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def site():
    """The other site's server; gives its port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def forms(page, address, call, tokens):
    """Forms that act; one that uploads; one that signs the reader in as somebody else."""
    acts = ["/campaigns/sale/stop", "/campaigns/sale/suspend", f"/campaigns/sale/calls/{call}/cancel", "/all/suspend"]
    acts += ["/sign-out"]
    urlencoded = "application/x-www-form-urlencoded"
    sent = [(acts[0], urlencoded, {"token": token} if token else {}) for token in tokens]
    sent += [(path, urlencoded, {"token": tokens[-1]}) for path in acts[1:]]
    sent += [(acts[0], kind, {"token": tokens[-1]}) for kind in ["multipart/form-data", "text/plain"]]
    sent += [("/submit", "multipart/form-data", {"token": tokens[-1]})]
    sent += [("/sign-in", urlencoded, {"name": "vera", "password": PASSWORD})]
    home = page.url
    for path, kind, fields in sent:
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.evaluate(FORM, [address + path, kind, fields])
        assert answered.value.status == 403, (home, path, kind, fields, answered.value.status)
        expect(page.locator("main")).to_contain_text("not sent from this page")
        page.goto(home)
    # Aside, as a script sends them.
    for path, mode in itertools.product([*acts, "/submit"], ["no-cors", "cors"]):
        file = campaign(numbers(1)) if path == "/submit" else None
        said = page.evaluate(SEND, [address + path, {"mode": mode, "method": "POST"}, {"token": tokens[-1]}, file])
        assert said == ["TypeError", ""], (home, path, mode, said)


def reads(page, address):
    """Nothing that a page can load tells it anything."""
    looks = ["/", "/campaigns/sale", "/api/status", "/api/campaigns/sale/calls", "/metrics", "/openapi.yaml",
             "/campaigns/sale/files/status.jsonl", "/sign-in", "/healthz"]
    for path, mode in itertools.product(looks, ["cors", "no-cors"]):
        said = page.evaluate(SEND, [address + path, {"mode": mode}, None, None])
        assert said == ["TypeError", ""], (page.url, path, mode, said)
    for name, path in [("script", "/page.js"), ("script", "/api/status"), ("img", "/icon.svg"), ("link", "/page.css")]:
        said = page.evaluate(LOAD, [name, address + path])
        assert said == "refused", (page.url, name, path)
    assert page.evaluate(HEAR, address + "/events") == "refused", page.url


def frames(page, address):
    """Neither page nor form stands in a frame, nor keeps a hold of a window that shows it."""
    for name, path in itertools.product(["iframe", "object", "embed"], ["/campaigns/sale", "/campaigns/sale/stop"]):
        # What is refused is not there, or is the browser's own page.
        page.evaluate(LOAD, [name, address + path])
        shown = [frame for frame in page.frames if frame != page.main_frame]
        for frame in shown:
            assert frame.url in ("", "chrome-error://chromewebdata/"), (page.url, name, path, frame.url)
        assert shown, name
    with page.expect_popup() as opened:
        page.evaluate("address => { window.opened = window.open(address); }", address + "/campaigns/sale")
    page.wait_for_function("window.opened.closed")
    opened.value.close()


def rebound(page, address):
    """The other site's own name, turned to this address, gets nothing, though the browser takes it for one site."""
    port = urllib.parse.urlsplit(address).port
    answer = page.goto(f"http://{REBOUND}:{port}/campaigns/sale")
    assert answer.status == 421 and "sale" not in page.locator("main").inner_text(), answer.status
    for path, method in [("/api/status", "GET"), ("/events", "GET"), ("/all/suspend", "POST"), ("/submit", "POST")]:
        with page.expect_response("**" + path) as answered:
            said = page.evaluate(SEND, [path, {"method": method}, None, None])
        assert answered.value.status == 421 and "sale" not in said[1], (path, answered.value.status, said)


def unharmed(spool):
    """Nothing was asked of the spool, and nothing happened to the campaign."""
    assert spool.names("control") == spool.names("incoming") == [], (spool.names("control"), spool.names("incoming"))
    assert [row["campaign"] for row in spool.rows("status", "--all")] == ["sale"]
    row, = spool.rows("status", "sale")
    assert row["state"] not in ("suspended", "stopped") and row["canceled"] == 0, row
    journal, = spool.root.glob("*/sale/journal.jsonl")
    for event in ["suspended", "stopped", "canceled"]:
        assert f'"event":"{event}"' not in journal.read_text(), event


def attack(spool, browser, address, other, person=None):
    """Somebody has the page open, and then another site's in the same browser."""
    with browser.look(address, expects=["Failed to load resource"]) as page:
        page.goto("/campaigns/sale")
        if person:
            sign_in(page, person)
        call = page.locator("tr[data-row]").first.get_attribute("data-row")
        # Whoever may look has a token as well: of their own session.
        with browser.look(address) as own:
            own.goto("/campaigns/sale")
            if person:
                sign_in(own, "vera")
            own.goto("/campaigns/sale" if person else "/campaigns/sale/stop")
            token = own.locator("input[name=token]").first.get_attribute("value")
        carried = []
        page.context.on("request", lambda request: carried.append(request))
        # Another port is the same site to cookies, which is why they alone are not enough.
        for host in ["127.0.0.1", ELSEWHERE]:
            foreign = page.context.new_page()
            foreign.goto(f"http://{host}:{other}/")
            carried.clear()
            forms(foreign, address, call, [None, "guessed", token])
            reads(foreign, address)
            # Not what the page of a refusal asks for itself.
            headers = [one.all_headers() for one in carried if one.url.startswith(address)]
            from_there = [one for one in headers if one.get("sec-fetch-site") != "same-origin"]
            with_cookie = [one for one in from_there if COOKIE in one.get("cookie", "")]
            assert from_there and bool(with_cookie) == (host != ELSEWHERE), (host, len(from_there), with_cookie)
            frames(foreign, address)
            unharmed(spool)
            foreign.close()
        foreign = page.context.new_page()
        rebound(foreign, address)
        foreign.close()
        # A browser that does not say where a form comes from: then the form's token is what counts.
        for path in ["/campaigns/sale/stop", "/all/suspend", f"/campaigns/sale/calls/{call}/cancel"]:
            for form in [{}, {"token": "guessed"}, {"token": token}]:
                assert page.request.post(address + path, form=form).status == 403, (path, form)
        unharmed(spool)
        # Who they are, they still are.
        page.goto("/campaigns/sale")
        if person:
            expect(page.locator("#person")).to_contain_text(person)


def play(program, browser):
    with Spool(program) as spool:
        users = people(spool)
        spool.drop("sale.yaml", campaign(numbers(400, [1, 10, 40, 27, 15])))
        # Slow: it is in progress for some minutes.
        spool.set(speed=60, pace=0.03, at_once=20, ticks=list(range(60)))
        with spool.at_work("run"), site() as other:
            row = lambda: next((one for one in spool.rows("status") if one["campaign"] == "sale"), {"completed": 0})
            eventually("calls are over", lambda: row()["completed"] > 0)
            with spool.served() as address:
                attack(spool, browser, address, other)
            with spool.served("--password-file", users) as address:
                attack(spool, browser, address, other, "otto")
            before = row()["completed"]
            eventually("the campaign goes on", lambda: row()["completed"] > before)


scenario(play, f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1, MAP {REBOUND} 127.0.0.1")
