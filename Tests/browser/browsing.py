"""A browser that warns of what no page of ours may do, and the frame of a scenario."""
import contextlib
import os
import sys
import traceback
import urllib.parse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from spool import LIMIT, eventually

expect.set_options(timeout=LIMIT * 1000)


class Browser:
    """Chromium; each `look` is somebody who has never been here."""

    def __init__(self, chromium):
        self.chromium = chromium
        self.faults = []

    @contextlib.contextmanager
    def look(self, address, scheme="light", width=1280, height=900, expects=(), **options):
        """A page of a browser with its own cookies. `expects`: texts of warnings that belong to the test."""
        context = self.chromium.new_context(
            base_url=address,
            color_scheme=scheme,
            viewport={"width": width, "height": height},
            locale="en-US",
            timezone_id=options.pop("timezone_id", "America/New_York"),
            **options,
        )
        context.set_default_timeout(LIMIT * 1000)
        page = context.new_page()
        host = urllib.parse.urlsplit(address).netloc

        def note(fault):
            if not any(text in fault for text in expects):
                self.faults.append(f"{fault} (at {page.url})")

        def asked(request):
            parts = urllib.parse.urlsplit(request.url)
            if parts.scheme not in ("data", "blob") and parts.netloc != host:
                note(f"asks another host: {request.url}")

        def said(message):
            # A refused policy is told here too.
            if message.type in ("error", "warning"):
                note(f"console: {message.text}")

        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda error: note(f"script: {error}"))
        page.on("response", lambda answer: answer.status >= 500 and note(f"{answer.status} of {answer.url}"))
        try:
            yield page
        finally:
            context.close()

    def check(self):
        """That nothing was warned of."""
        assert not self.faults, "the browser warns:\n" + "\n".join(sorted(set(self.faults)))


def leave_dialog(page):
    """Closes the dialog by the keyboard, and waits until the address is the page's again."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    # Going back in history takes a moment, and would break off a navigation that began meanwhile.
    # Asked from outside: what waits in the page itself is a text to be evaluated there, which our policy forbids.
    eventually("the address is the page's again", lambda: page.evaluate("!history.state?.isDialog"))


def barriers(page):
    """What axe-core finds that keeps somebody out: serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:3]
    ]


def overhang(page):
    """By how many pixels a page is wider than its window, and what of it."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return null;
            const isKept = one => one && (getComputedStyle(one).overflowX !== "visible" || isKept(one.parentElement));
            const wide = [...document.querySelectorAll("body *")]
                .filter(one => one.getBoundingClientRect().right > width + 1 && !isKept(one.parentElement));
            return document.documentElement.scrollWidth - width + " px: "
                + wide.slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(" | ");
        }"""
    )


def scenario(play, *switches):
    """Runs a scenario with the program that the command line names; says that it is proved.

    `switches`: of Chromium's own, that it needs.
    """
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=os.environ.get("CALLSPOOL_CHROMIUM", "/usr/bin/chromium"),
                # Chromium's own sandbox does not start as root.
                timeout=LIMIT * 1000,
                args=["--no-sandbox", "--disable-dev-shm-usage", *switches],
            )
            browser = Browser(chromium)
            play(sys.argv[1], browser)
            browser.check()
            chromium.close()
    except Exception:
        traceback.print_exc()
        sys.exit(1)
    print("proved")
