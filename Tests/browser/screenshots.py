"""Pictures of each page, light and dark, wide and narrow: `make screenshots`.

usage: screenshots.py PROGRAM FOLDER [PAGE…]
"""
import pathlib
import sys

from browsing import expect, scenario
from places import KEYS, WORK, fill, places
from spool import Spool, campaign, eventually, numbers

GOOD = campaign(numbers(24, [1, 10, 21]) + ["no number"], "max_retries: 2\nstart: tomorrow 09:00\n")
BAD = "campaign: price-list\nmax_retries: eleven\ncolour: red\nnumbers:\n  - +12015550101\n  - +12025550101\n"


def pictures(page, spool, only, taken):
    """Goes to each page, and has it taken."""
    # With few calls, so that the charts are in the picture.
    known = places(spool)
    known |= {"campaign": "/campaigns/spring-reminders?number=239555"}
    for name, path in known.items():
        if only and name not in only:
            continue
        page.goto(path)
        page.wait_for_timeout(300)
        taken(name)
        if name == "campaign":
            page.locator("a[data-dialog]").nth(1).click()
            expect(page.get_by_role("dialog")).to_be_visible()
            taken("dialog", is_whole=False)
            page.keyboard.press("Escape")
            page.wait_for_url("**" + path.split("?")[0] + "?*")
    for name, text in [("checked", GOOD), ("faults", BAD)]:
        if only and name not in only:
            continue
        page.goto("/submit")
        file = {"name": "price-list.yaml", "mimeType": "text/yaml", "buffer": text.encode()}
        page.locator("#campaign-file").set_input_files(file)
        page.locator("#check").click()
        page.wait_for_load_state()
        taken(name)


def shoot(spool, browser, address, folder, only, scheme, width):
    """All pages in one scheme and width."""
    with browser.look(address, scheme, width, 720, expects=["Failed to load resource"]) as page:

        def taken(name, is_whole=True):
            page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=is_whole)

        pictures(page, spool, only, taken)


def play(program, browser):
    folder, only = pathlib.Path(sys.argv[2]), sys.argv[3:]
    folder.mkdir(parents=True, exist_ok=True)
    with Spool(program) as spool:
        fill(spool)
        spool.drop("customer-survey.yaml", campaign(numbers(900, WORK), KEYS), age=86400)
        # What is dropped from now on waits.
        spool.set(speed=10, pace=0.8, at_once=30, ticks=list(range(60)), settle="1h")
        with spool.at_work("run"), spool.served() as address:
            is_dialling = lambda row: row["campaign"] == "customer-survey" and row["completed"] > 60
            eventually("calls are dialled", lambda: any(map(is_dialling, spool.rows("status"))))
            spool.drop("next-week.yaml", campaign(numbers(25), KEYS))
            with browser.look(address) as page:
                page.goto("/")
                page.locator("[data-k='customer-survey e'] time").wait_for()
            for scheme in ["light", "dark"]:
                for width in [1440, 360]:
                    shoot(spool, browser, address, folder, only, scheme, width)


scenario(play)
