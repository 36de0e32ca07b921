"""When is my call going out? A box on every page, and the same judgement as the command's."""
import re

from browsing import expect, scenario
from spool import Spool, campaign, numbers


def play(program, browser):
    with Spool(program) as spool:
        listed = numbers(4, [1, 27])
        spool.drop("over.yaml", campaign(listed))
        spool.drop("later.yaml", campaign(listed[:1], "start: +2 days"))
        spool.tick()
        with spool.served() as address, browser.look(address) as page:
            def ask(number):
                page.goto("/")
                page.locator("#when-box").fill(number)
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                expect(page.get_by_role("heading", level=1)).to_contain_text("When is my call going out?")

            # Written as people write it; it is in both campaigns.
            ask(f"({listed[0][2:5]}) {listed[0][5:8]}-{listed[0][8:]}")
            answers = page.locator("[data-answer]")
            told = spool.rows("when", listed[0])
            # The command tells of what waits; the page of what is over as well.
            assert [row["campaign"] for row in told] == ["later"], told
            expect(answers).to_have_count(2)
            expect(page.locator("[data-answer^=over] .answer")).to_contain_text("It is over: completed")
            later = page.locator("[data-answer^=later]")
            expect(later).to_contain_text(re.compile("start", re.I))
            # The instant is the one that the command tells.
            command = next(row for row in told if row["campaign"] == "later")
            shown = later.locator("time").first.get_attribute("datetime")
            assert shown[:16] == command["expected_at"][:16], (shown, command)
            # Why a number was not reached.
            ask(listed[1])
            expect(page.locator("[data-answer]")).to_contain_text(re.compile("invalid.number", re.I))
            page.locator("[data-answer] a[data-dialog]").click()
            expect(page.get_by_role("dialog")).to_contain_text("404")
            page.keyboard.press("Escape")
            expect(page).to_have_url(re.compile("/when"))
            for unknown in ["+12015550199", "not a number", "<script>alert(1)</script>"]:
                ask(unknown)
                expect(page.locator("#nothing")).to_be_visible()
                expect(page.locator("#number")).to_have_value(unknown)


scenario(play)
