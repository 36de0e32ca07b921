"""The page of all campaigns: its figures are those of `status`, and it says of each where it is and what holds it."""
from browsing import expect, scenario
from spool import Spool, campaign, numbers

FIGURES = ["pending", "dialing", "completed", "failed", "canceled", "rejected", "stuck"]


def play(program, browser):
    with Spool(program) as spool:
        spool.drop("over.yaml", campaign(numbers(40, [1, 10, 20, 21, 23, 27, 40]) + ["no number"]))
        spool.drop("later.yaml", campaign(numbers(5), "start: +2 days"))
        spool.drop("held.yaml", campaign(numbers(80), "start: +1 hour"))
        spool.drop("stopped.yaml", campaign(numbers(7), "start: +1 day"))
        spool.drop("wrong.yaml", campaign(numbers(4, [33]) + numbers(12, [31])))
        spool.tick()
        spool.call("suspend", "held")
        spool.call("stop", "stopped")
        spool.tick()
        with spool.served() as address, browser.look(address) as page:
            page.goto("/")
            told = {row["campaign"]: row for row in spool.rows("status")}
            assert set(told) >= {"over", "later", "held", "stopped", "wrong"}, told
            for name, row in told.items():
                for figure in FIGURES:
                    cell = page.locator(f"[data-k='{name} {figure[0] if figure != 'canceled' else 'x'}']")
                    expect(cell).to_have_text(f"{row[figure]:,}")
            state = lambda name: page.locator(f"[data-k='{name} state']")
            expect(state("over")).to_contain_text("done")
            expect(state("later")).to_contain_text("waiting for its start")
            expect(state("held")).to_contain_text("suspended")
            # Why, in the words of whoever did it.
            expect(state("wrong")).to_contain_text("10 calls in a row failed for our own configuration")
            expect(page.locator("[data-row=over] progress")).to_have_attribute("max", "41")
            expect(page.locator("[data-row=over] progress")).to_have_attribute("value", "41")
            expect(page.locator("#pace")).to_contain_text("The dialler is not running")
            expect(page.locator("[data-row=over] .pace")).to_have_count(0)

            # From here to the campaign, where the same figures are.
            page.get_by_role("link", name="over", exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("over")
            for figure in FIGURES:
                expect(page.locator(f"[data-k='fig {figure.capitalize()}']")).to_have_text(f"{told['over'][figure]:,}")


scenario(play)
