"""Submission: faults at the file's own lines, nothing queued before one confirms, and then a campaign."""
from browsing import barriers, expect, overhang, scenario
from spool import Spool, campaign, eventually, numbers

BAD = """campaign: sale
max_retries: eleven
colour: "<img src=x onerror=alert(1)>"
numbers:
  - "+12015550101"
"""
LIST = "destination,message_reference\n+12015550101,one\n+12025550110,<b>two</b>\nno number,three\n"


def give(page, *files):
    """Chooses files as a person does: the campaign in one box, its lists in the other."""
    as_file = lambda file: {"name": file[0], "mimeType": "text/plain", "buffer": file[1].encode()}
    page.goto("/submit")
    page.locator("#campaign-file").set_input_files(as_file(files[0]))
    page.locator("#lists").set_input_files([as_file(file) for file in files[1:]])
    page.locator("#check").click()
    page.wait_for_load_state()


def play(program, browser):
    with Spool(program) as spool, spool.served() as address:
        # The answer to a bad file has a code of its own, which the console tells.
        with browser.look(address, expects=["Failed to load resource"]) as page:
            give(page, ("bad.yaml", BAD))
            expect(page.locator(".fault")).to_contain_text("Nothing was queued")
            expect(page.locator(".fault")).to_contain_text("2 ")
            marked = page.locator(".line.marked")
            expect(marked).to_have_count(2)
            expect(marked.nth(0)).to_contain_text("max_retries: eleven")
            expect(marked.nth(1)).to_contain_text('colour: "<img src=x onerror=alert(1)>"')
            # Each finding is right below its line.
            expect(page.locator(".line.marked:has-text('eleven') + .finding")).to_contain_text("max_retries")
            expect(page.locator(".line.marked:has-text('colour') + .finding")).to_contain_text("colour")
            expect(page.locator("#confirm")).to_have_count(0)
            assert page.locator("main img").count() == 0, "the file's markup became the page's"
            assert not barriers(page), barriers(page)
            assert spool.names("incoming") == [], spool.names("incoming")

            # A list that is missing is told too.
            give(page, ("people.yaml", "contacts: people.csv\n"))
            expect(page.locator("main")).to_contain_text("people.csv")
            expect(page.locator("#confirm")).to_have_count(0)
            assert spool.names("incoming") == []

            # A good one is shown with its plan; leaving it changes nothing.
            give(page, ("people.yaml", "contacts: people.csv\nmax_retries: 1\n"), ("people.csv", LIST))
            expect(page.locator("#plan")).to_be_visible()
            expect(page.locator("main")).to_contain_text("not dialled")
            expect(page.locator(".finding.warn, .warn").first).to_be_visible()
            assert not barriers(page), barriers(page)
            page.set_viewport_size({"width": 360, "height": 800})
            assert not overhang(page), overhang(page)
            page.set_viewport_size({"width": 1280, "height": 900})
            assert spool.names("incoming") == [], "in incoming/ before the confirmation"
            page.locator("#discard").click()
            expect(page.locator("#campaign-file")).to_be_visible()
            assert spool.names("incoming") == []

            # Confirmed, it goes in, with its list.
            give(page, ("people.yaml", "contacts: people.csv\n"), ("people.csv", LIST))
            page.locator("#confirm").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("submitted")
            assert spool.names("incoming") == ["people.csv", "people.yaml"], spool.names("incoming")
            assert (spool.root / "incoming/people.csv").read_text() == LIST
            page.goto("/pending")
            expect(page.locator("[data-file='people.yaml']")).to_be_visible()

            # Going back and confirming once more is not a second campaign.
            page.go_back()
            page.go_back()
            if page.locator("#confirm").count():
                page.locator("#confirm").click()
                page.wait_for_load_state()
            assert spool.names("incoming") == ["people.csv", "people.yaml"], spool.names("incoming")
            spool.tick()
            page.goto("/campaigns/people")
            expect(page.locator("[data-k='fig Completed']")).to_have_text("2")
            expect(page.locator("[data-k='fig Rejected']")).to_have_text("1")
            assert [row["campaign"] for row in spool.rows("status")] == ["people"]

            # What was refused at pickup is told with its reasons.
            spool.drop("bad.yaml", BAD)
            spool.tick()
            page.goto("/rejected")
            expect(page.locator("[data-file='bad.yaml'] pre")).to_contain_text("bad.yaml:2:14")

            # Dropped on the form instead of chosen.
            page.goto("/submit")
            box = page.evaluate_handle(
                """text => { const box = new DataTransfer();
                    box.items.add(new File(["destination\\n+12015550101\\n"], "list.csv"));
                    box.items.add(new File([text], "dropped.yaml")); return box; }""",
                campaign(numbers(1)),
            )
            page.dispatch_event("[data-drop]", "drop", {"dataTransfer": box})
            files = "input => [...input.files].map(file => file.name)"
            assert page.locator("#campaign-file").evaluate(files) == ["dropped.yaml"]
            assert page.locator("#lists").evaluate(files) == ["list.csv"]


scenario(play)
