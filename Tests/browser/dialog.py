"""One call's story: in a dialog by mouse and by keyboard, and at its own address."""
import re

from browsing import barriers, expect, scenario
from spool import Spool, campaign, numbers


def play(program, browser):
    with Spool(program) as spool:
        spool.drop("sale.yaml", campaign(numbers(3, [40]), 'max_retries: 2\nani: "+16175550100"'))
        spool.tick()
        with spool.served() as address, browser.look(address) as page:
            dialog = page.get_by_role("dialog")
            page.goto("/campaigns/sale")
            here = page.url
            link = page.get_by_role("link", name=re.compile("Call info of")).nth(1)
            call = link.get_attribute("href").split("/")[-1]

            # By mouse; what is outside closes it.
            link.click()
            expect(dialog).to_be_visible()
            expect(dialog).to_contain_text(call)
            expect(page).to_have_url(re.compile(re.escape(f"/calls/{call}") + "$"))
            for words in ["486", "busy", "SIP"]:
                expect(dialog).to_contain_text(re.compile(words, re.I))
            assert dialog.locator(".events li").count() >= 6
            assert not barriers(page), barriers(page)
            page.mouse.click(5, 5)
            expect(dialog).to_be_hidden()
            expect(page).to_have_url(here)

            # By keyboard alone.
            link.focus()
            page.keyboard.press("Enter")
            expect(dialog).to_be_visible()
            expect(page).to_have_url(re.compile(call))
            held = page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
            assert held, "the focus is not in the dialog"
            page.keyboard.press("Escape")
            expect(dialog).to_be_hidden()
            expect(page).to_have_url(here)
            expect(link).to_be_focused()

            # Back closes it, and Close does; forth opens nothing broken.
            link.click()
            expect(dialog).to_be_visible()
            page.go_back()
            expect(dialog).to_be_hidden()
            expect(page).to_have_url(here)
            link.click()
            dialog.get_by_role("button", name="Close").click()
            expect(dialog).to_be_hidden()
            page.go_forward()
            expect(page.locator("body")).to_contain_text(call)

            # Its own address is a page.
            page.goto(f"/campaigns/sale/calls/{call}")
            expect(page.locator("article.story")).to_contain_text(call)
            expect(dialog).to_have_count(0)
            page.reload()
            expect(page.locator("#story-record")).to_be_visible()
            page.get_by_role("link", name="← sale").click()
            expect(page).to_have_url(here)


scenario(play)
