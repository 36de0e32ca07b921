"""Live: figures and rows follow a `run` that dials, and nothing of it moves what somebody reads."""
import contextlib

from browsing import expect, leave_dialog, scenario
from spool import Spool, campaign, eventually, numbers


def leaves(spool, browser):
    """The server leaves at once though a page is open, which says that it is no longer live."""
    with contextlib.ExitStack() as pages:
        with spool.served() as address:
            page = pages.enter_context(browser.look(address, expects=["ERR_"]))
            page.goto("/")
            expect(page.locator("#live")).to_contain_text("Live")
        expect(page.locator("#live")).to_contain_text("Not live")


def play(program, browser):
    with Spool(program) as spool:
        spool.drop("sale.yaml", campaign(numbers(400, [1, 10, 40, 27, 15]), "max_retries: 1"))
        # Served before anything is dialled, as it may be at any time.
        with spool.served() as address, browser.look(address, height=700) as page:
            page.goto("/")
            expect(page.locator("#live")).to_contain_text("Live")
            spool.set(speed=60, pace=8, at_once=20, ticks=list(range(60)))
            with spool.at_work("run"):
                # A campaign that was not there appears by itself.
                page.locator("[data-row=sale]").wait_for()
                figure = lambda name: int(page.locator(f"[data-k='fig {name}']").inner_text().replace(",", ""))
                page.goto("/campaigns/sale?show=100&sort=file")
                # How fast it goes, by the program's clock.
                expect(page.locator("[data-k=bar]")).to_contain_text("calls a ")
                before = eventually("calls are over", lambda: figure("Completed") and figure("Completed"))

                # One reads in the middle of the table, with the keyboard on a call.
                link = page.locator("#calls tbody tr").nth(60).locator("a[data-dialog]")
                link.scroll_into_view_if_needed()
                link.focus()
                top = link.bounding_box()["y"]
                order = page.locator("#calls tbody tr").evaluate_all("rows => rows.map(row => row.dataset.row)")
                typed = page.locator("#filters [name=number]")
                eventually("the figures have moved on", lambda: figure("Completed") > before + 10)
                # The browser itself scrolls as much as something above has grown.
                assert abs(link.bounding_box()["y"] - top) < 1, "what one reads has moved"
                expect(link).to_be_focused()
                after = page.locator("#calls tbody tr").evaluate_all("rows => rows.map(row => row.dataset.row)")
                assert after == order, "rows changed places"

                # A half-typed filter stays.
                typed.fill("617555")
                page.locator("#filters [name=status]").select_option("failed")
                before = figure("Completed")
                eventually("the figures have moved on again", lambda: figure("Completed") > before + 10)
                expect(typed).to_have_value("617555")
                expect(page.locator("#filters [name=status]")).to_have_value("failed")

                # An open dialog stays open, with the focus in it.
                page.locator("a[data-dialog]").first.click()
                dialog = page.get_by_role("dialog")
                expect(dialog).to_be_visible()
                story = dialog.inner_text()
                completed = lambda: spool.rows("status", "sale")[0]["completed"]
                before = completed()
                eventually("calls are dialled behind it", lambda: completed() > before + 10)
                expect(dialog).to_be_visible()
                assert story.splitlines()[:2] == dialog.inner_text().splitlines()[:2]
                assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
                leave_dialog(page)
                eventually("the figures have caught up", lambda: figure("Completed") > before + 10)

                # With the newest first there is news, which is told and not put in.
                page.goto("/campaigns/sale")
                rows = "rows => rows.map(row => row.dataset.row)"
                shown = page.locator("#calls tbody tr").evaluate_all(rows)
                expect(page.locator("#news")).to_be_visible()
                assert page.locator("#calls tbody tr").evaluate_all(rows) == shown, "rows were put in"
                page.locator("#news a").click()
                page.wait_for_load_state()
                assert page.locator("#calls tbody tr").evaluate_all(rows) != shown
            # The run has left; the page still says how it stands, and agrees.
            page.goto("/campaigns/sale")
            row = spool.rows("status", "sale")[0]
            # A spool that was looked at a moment ago is not read again at once.
            for name in ["Completed", "Failed", "Pending"]:
                eventually(f"{name} agrees with {row}", lambda: figure(name) == row[name.lower()])
        leaves(spool, browser)


scenario(play)
