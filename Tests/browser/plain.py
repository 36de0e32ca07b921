"""Scripts off: everything can be read, and forms work."""
import re

from browsing import expect, scenario
from spool import Spool, campaign, eventually, numbers


def play(program, browser):
    with Spool(program) as spool:
        spool.drop("sale.yaml", campaign(numbers(60, [1, 20]), 'ani: "+16175550100"'))
        spool.drop("later.yaml", campaign(numbers(30), "start: +1 day"))
        spool.tick()
        with spool.served() as address, browser.look(address, java_script_enabled=False) as page:
            page.goto("/")
            expect(page.locator("#campaigns tbody tr")).to_have_count(2)
            # Times are told, with their zone.
            expect(page.locator("#campaigns")).to_contain_text("UTC")
            page.get_by_role("link", name="sale", exact=True).click()
            expect(page.locator("#calls tbody tr")).to_have_count(25)
            page.locator("#older").click()
            expect(page).to_have_url(re.compile("page=2"))
            page.locator("#filters [name=outcome]").select_option("busy")
            page.locator("#show").click()
            expect(page).to_have_url(re.compile("outcome=busy"))
            expect(page.locator("#calls tbody tr")).not_to_have_count(0)
            assert page.locator("figure svg, .charts svg").count() >= 1, "no chart"
            # The i is a link to a page.
            page.locator("a[data-dialog]").first.click()
            expect(page.locator("article.story")).to_be_visible()
            expect(page.locator(".events li")).not_to_have_count(0)

            # A question, a control and a submission.
            page.locator("#when-box").fill(numbers(1)[0])
            page.keyboard.press("Enter")
            expect(page.locator("[data-answer]")).not_to_have_count(0)
            page.goto("/campaigns/later")
            page.locator("#act-suspend").click()
            page.locator("#confirm").click()
            expect(page.locator("#acted")).to_contain_text("The dialler is not running")
            assert spool.names("control") == ["later.suspend"], spool.names("control")
            spool.tick()
            page.locator("#back").click()
            eventually("the page knows", lambda: page.reload() and "suspended" in page.locator("[data-k=state]").inner_text())
            expect(page.locator("[data-k=state]")).to_contain_text("suspended")
            page.goto("/submit")
            text = campaign(numbers(3)).encode()
            page.locator("#campaign-file").set_input_files({"name": "new.yaml", "mimeType": "text/yaml", "buffer": text})
            page.locator("#check").click()
            page.locator("#confirm").click()
            page.goto("/pending")
            expect(page.locator("[data-file='new.yaml']")).to_be_visible()
            assert spool.names("incoming") == ["new.yaml"]


scenario(play)
