"""Suspend, resume, stop, cancel: a word beforehand on what can still be stopped, and the answer afterwards."""
import re

from browsing import barriers, expect, scenario
from spool import Spool, campaign, eventually, numbers


def act(page, name):
    """Goes where it is asked for, and gives what is said beforehand."""
    page.locator(f"#act-{name}").click()
    expect(page.locator(f"#act[data-act={name}]")).to_be_visible()
    return page.locator("#act").inner_text()


def confirm(page):
    page.locator("#confirm").click()
    expect(page.locator("#acted")).to_be_visible()
    said = page.locator("#acted").inner_text()
    page.locator("#back").click()
    return said


def play(program, browser):
    with Spool(program) as spool:
        spool.drop("sale.yaml", campaign(numbers(160, [15, 1])))
        spool.drop("later.yaml", campaign(numbers(3), "start: +1 day"))
        spool.set(speed=60, pace=20, at_once=20, ticks=list(range(60)))
        with spool.at_work("run"), spool.served() as address, browser.look(address) as page:
            row = lambda: {one["campaign"]: one for one in spool.rows("status")}.get("sale")
            over = lambda: (row() or {}).get("dialing", 1) == 0
            eventually("calls are in progress", lambda: row() and row().get("dialing", 0) > 3)
            page.goto("/campaigns/sale")

            # Asked for, and left: nothing happens.
            said = act(page, "suspend")
            assert re.search(r"\d+ calls?", said), said
            assert not barriers(page), barriers(page)
            page.locator("#leave").click()
            expect(page).to_have_url(re.compile("/campaigns/sale$"))
            assert spool.names("control") == [] and row()["state"] != "suspended"

            act(page, "suspend")
            said = confirm(page)
            assert "sale" in said and "in progress" in said, said
            expect(page.locator("[data-k=state]")).to_contain_text("suspended")
            assert row()["state"] == "suspended", row()
            act(page, "resume")
            confirm(page)
            expect(page.locator("[data-k=state]")).not_to_contain_text("suspended")

            # Stopped: what is in progress still completes, the others are canceled, and both are counted.
            eventually("calls are in progress again", lambda: row()["dialing"] > 3)
            said = act(page, "stop")
            assert re.search(r"\d+ calls?.*canceled", said, re.S) and "will still complete" in said, said
            said = confirm(page)
            canceled = int(re.search(r"([\d,]+) calls? canceled", said).group(1).replace(",", ""))
            assert "will still complete" in said, said
            assert row()["canceled"] == canceled > 0, (row(), said)
            expect(page.locator("[data-k='fig Canceled']")).to_have_text(str(canceled))
            eventually("what was in progress is over", over)
            assert row()["completed"] + canceled == 160, row()
            page.reload()
            for gone in ["stop", "suspend", "resume"]:
                expect(page.locator(f"#act-{gone}")).to_have_count(0)

            # One call.
            page.goto("/campaigns/later")
            page.get_by_role("link", name=re.compile("Call info of")).first.click()
            page.locator("#cancel").click()
            expect(page.locator("#act[data-act=cancel]")).to_be_visible()
            said = confirm(page)
            assert "taken out of the queue" in said, said
            page.goto("/campaigns/later")
            expect(page.locator("[data-k='fig Canceled']")).to_have_text("1")

            # All at once.
            page.goto("/")
            act(page, "suspend-all") if page.locator("#act[data-act='suspend-all']").count() else None
            page.goto("/all/suspend")
            confirm(page)
            page.goto("/")
            expect(page.locator("main")).to_contain_text(re.compile("held|suspended", re.I))
            page.goto("/all/resume")
            confirm(page)


scenario(play)
