"""What a campaign file says is shown, never done."""
import json

from browsing import expect, leave_dialog, scenario
from spool import Spool

MARK = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">{{x}}"
# A text in double quotes is the same in JSON and in YAML.
SAID = json.dumps(MARK)
FILE = f"""ani: "+16175550100"
campaign_parameters: {{"note": {SAID}}}
numbers:
  - phone_number: "+12015550101"
    message_reference: {SAID}
    call_parameters: {{"note": {SAID}}}
  - phone_number: {SAID}
"""


def play(program, browser):
    with Spool(program) as spool:
        spool.drop("marked.yaml", FILE)
        spool.drop("<script>alert(1)<script>.yaml", 'numbers: ["+12015550101"]\n')
        spool.drop("named.yaml", f"campaign: {SAID}\nnumbers: ['+12015550101']\n")
        spool.tick()
        # The files that were refused are told beside the campaigns.
        campaigns = [row["campaign"] for row in spool.rows("status") if "numbers" in row]
        assert campaigns == ["marked"], spool.rows("status")
        with spool.served() as address, browser.look(address, expects=["Failed to load resource"]) as page:
            opened = []
            page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))

            def is_whole():
                assert page.title() != "taken" and not opened, page.url
                assert page.locator("main img, main script, main b > b").count() == 0, page.url

            for path in ["/", "/campaigns/marked", "/pending", "/rejected", "/when?number=%3Cscript%3Ealert(1)%3C/script%3E",
                         "/campaigns/marked?number=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"]:
                page.goto(path)
                is_whole()
            page.goto("/rejected")
            expect(page.locator("main")).to_contain_text("<script>alert(1)<script>.yaml")
            expect(page.locator("main")).to_contain_text("document.title='taken'")

            # The story has all that the file said of the call, as text.
            page.goto("/campaigns/marked")
            for link in page.locator("a[data-dialog]").all():
                link.click()
                expect(page.get_by_role("dialog")).to_be_visible()
                is_whole()
                leave_dialog(page)
            page.goto("/campaigns/marked?status=completed")
            page.goto(page.locator("a[data-dialog]").first.get_attribute("href"))
            expect(page.locator(".story")).to_contain_text(MARK)
            is_whole()

            # A form that another page made up: without a token, or with another's.
            for token in [None, "forged", "x" * 5000]:
                form = {"token": token} if token else {}
                for path in ["/campaigns/marked/stop", "/all/suspend"]:
                    answer = page.request.post(address + path, form=form)
                    assert answer.status == 403, (path, token, answer.status)
            assert spool.names("control") == []
            # A page elsewhere may not send it from the reader's own browser either.
            page.goto("/campaigns/marked")
            page.set_content(f"<form method=post action='{address}/all/suspend'><button>Win</button></form>")
            with page.expect_response("**/all/suspend") as answered:
                page.get_by_role("button").click()
            assert answered.value.status == 403
            assert spool.names("control") == []


scenario(play)
