"""For everybody: axe-core on every page, light and dark; 360 pixels; the keyboard; times in the reader's zone."""
import re

from browsing import barriers, expect, leave_dialog, overhang, scenario
from places import KEYS, fill, places
from spool import Spool, campaign, numbers


def everywhere(spool, browser, address):
    """What axe-core and a narrow window say of every page."""
    found = []
    for scheme in ["light", "dark"]:
        with browser.look(address, scheme, expects=["404"]) as page:
            for path in places(spool).values():
                page.set_viewport_size({"width": 1280, "height": 900})
                page.goto(path)
                found += barriers(page)
                page.set_viewport_size({"width": 360, "height": 740})
                wide = overhang(page)
                found += [f"{path} at 360 px: {wide}"] if wide else []
    assert not found, "\n".join(found)


def by_keyboard(browser, address):
    """From the top of the first page to a call and back, without a mouse."""
    with browser.look(address) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_have_text("Skip to the content")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"

        def go(holds):
            for _ in range(60):
                page.keyboard.press("Tab")
                if page.evaluate(f"(one => {holds})(document.activeElement)"):
                    # Where one is can be seen.
                    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                    assert style != "none", page.evaluate("document.activeElement.outerHTML")
                    return
            raise AssertionError(f"the keyboard never comes to {holds}")

        go("one.textContent === 'spring-reminders'")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/campaigns/spring-reminders$"))
        go("one.name === 'status'")
        page.keyboard.press("f")
        go("one.id === 'show'")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("status=failed"))
        go("one.matches('a[data-dialog]')")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        leave_dialog(page)
        assert page.evaluate("document.activeElement.matches('a[data-dialog]')")


def in_zones(browser, address):
    """A time is told in the reader's zone, with UTC on hover."""
    shown = []
    for zone in ["America/New_York", "Asia/Kolkata"]:
        with browser.look(address, timezone_id=zone) as page:
            page.goto("/campaigns/spring-reminders")
            time = page.locator("#calls time").first
            expect(time).to_have_attribute("title", re.compile("UTC$"))
            shown.append((time.get_attribute("title"), time.inner_text()))
    assert shown[0][0] == shown[1][0] and shown[0][1] != shown[1][1], shown


def play(program, browser):
    with Spool(program) as spool:
        fill(spool)
        spool.drop("next-week.yaml", campaign(numbers(25), KEYS))
        with spool.served() as address:
            everywhere(spool, browser, address)
            by_keyboard(browser, address)
            in_zones(browser, address)


scenario(play)
