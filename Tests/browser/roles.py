"""Who may: sign-in, viewers who look and cannot act, masked numbers, sign-out."""
import re

from browsing import barriers, expect, leave_dialog, scenario
from people import people, sign_in
from spool import Spool, campaign, numbers


def play(program, browser):
    with Spool(program) as spool:
        users = people(spool)
        listed = numbers(3)
        spool.drop("sale.yaml", campaign(listed, "start: +1 day"))
        spool.tick()
        with spool.served("--password-file", users, "--mask") as address:
            with browser.look(address, expects=["Failed to load resource"]) as page:
                # One is asked first, told alike of a wrong name and a wrong password, and led where one wanted to go.
                page.goto("/campaigns/sale")
                expect(page.locator("#sign-in")).to_be_visible()
                assert not barriers(page), barriers(page)
                assert listed[0] not in page.content() and "sale" not in page.locator("main").inner_text()
                told = []
                for name in ["vera", "nobody"]:
                    sign_in(page, name, "wrong password")
                    told.append(page.locator(".fault").inner_text())
                assert told[0] == told[1], told
                sign_in(page, "vera")
                expect(page).to_have_url(re.compile("/campaigns/sale$"))
                expect(page.locator("#person")).to_contain_text("vera")
                cookie = page.context.cookies()[0]
                assert cookie["httpOnly"] and cookie["sameSite"] == "Lax", cookie

                # A viewer sees neither buttons nor whole numbers, wherever they look.
                for path in ["/", "/campaigns/sale", "/pending", "/rejected"]:
                    page.goto(path)
                    assert page.locator("[id^=act-], a[href='/submit']").count() == 0, path
                    assert not [number for number in listed if number in page.content()], path
                page.goto("/campaigns/sale")
                expect(page.locator("#calls tbody th").first).to_contain_text(listed[0][-2:])
                page.locator("a[data-dialog]").first.click()
                expect(page.get_by_role("dialog")).to_be_visible()
                assert not [number for number in listed if number in page.content()]
                expect(page.locator("#cancel")).to_have_count(0)
                leave_dialog(page)

                # What they send all the same is refused, with their own token too.
                token = page.locator("input[name=token]").first.get_attribute("value")
                call = page.locator("tr[data-row]").first.get_attribute("data-row")
                for path in ["/campaigns/sale/stop", "/all/suspend", f"/campaigns/sale/calls/{call}/cancel"]:
                    assert page.request.post(address + path, form={"token": token}).status == 403, path
                upload = {"campaign": {"name": "x.yaml", "mimeType": "text/yaml", "buffer": b"numbers: []"}, "token": token}
                assert page.request.post(address + "/submit", multipart=upload).status == 403
                assert spool.names("control") == [] and spool.names("incoming") == []
                page.goto("/campaigns/sale/stop")
                expect(page.locator("#confirm")).to_have_count(0)

                # Out: what was seen is gone.
                page.locator("#sign-out").click()
                page.wait_for_load_state()
                page.goto("/campaigns/sale")
                expect(page.locator("#sign-in")).to_be_visible()

            with browser.look(address) as page:
                page.goto("/campaigns/sale")
                sign_in(page, "otto")
                expect(page.locator("#calls tbody th").first).to_contain_text(listed[0][-2:])
                expect(page.locator("#act-stop")).to_be_visible()

            # Too many wrong passwords: one has to wait.
            with browser.look(address, expects=["Failed to load resource"]) as page:
                page.goto("/sign-in")
                for attempt in range(30):
                    sign_in(page, "otto", f"wrong {attempt}")
                    if "wait" in page.locator("main").inner_text().lower() or "too many" in page.locator("main").inner_text().lower():
                        break
                else:
                    raise AssertionError(page.locator("main").inner_text())


scenario(play)
