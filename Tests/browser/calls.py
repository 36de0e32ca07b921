"""A campaign's calls: the table, its filters, orders and pages."""
import re

from browsing import expect, scenario
from spool import Spool, campaign, numbers


def play(program, browser):
    with Spool(program) as spool:
        listed = numbers(130, [1, 10, 20, 21, 27])
        spool.drop("sale.yaml", campaign(listed, 'ani: "+16175550100"'))
        spool.tick()
        told = spool.rows("view", "sale", "--completed", "500")
        with spool.served() as address, browser.look(address) as page:
            rows = page.locator("#calls tbody tr[data-row]")
            column = lambda place: page.locator(f"#calls tbody tr > :nth-child({place})")
            field = lambda name: page.locator(f"#filters [name={name}]")
            show = lambda: page.locator("#show").click()
            page.goto("/campaigns/sale")
            heads = ["Number dialled", "ANI", "Status", "Attempt", "Callee type", "Call info"]
            expect(page.locator("#calls thead th")).to_contain_text(heads + ["Details"])
            expect(rows).to_have_count(25)
            # What a row says is what `view` says.
            for row in told[:25]:
                line = page.locator(f"tr[data-row='{row['call_id']}']")
                if line.count():
                    expect(line).to_contain_text(row["status"])
                    expect(line).to_contain_text(row["callee_type"])

            # In pages, without one twice or missing.
            seen = []
            while True:
                seen += rows.evaluate_all("rows => rows.map(row => row.dataset.row)")
                if not page.locator("#older").count():
                    break
                page.locator("#older").click()
                page.wait_for_load_state()
            assert len(seen) == len(set(seen)) == 130, len(seen)
            assert set(seen) == {row["call_id"] for row in told}
            page.locator("#newer").click()
            expect(page).to_have_url(re.compile("page=5"))

            # As many as one wishes.
            page.goto("/campaigns/sale")
            for size, count in [("100", 100), ("500", 130), ("25", 25)]:
                field("show").select_option(size)
                show()
                expect(rows).to_have_count(count)

            # Filters, alone and together; they are still there after a reload.
            field("status").select_option("completed")
            field("show").select_option("500")
            show()
            expect(rows).to_have_count(52)
            assert set(column(3).all_inner_texts()) == {"completed"}
            page.goto("/campaigns/sale")
            field("outcome").select_option("busy")
            show()
            expect(field("outcome")).to_have_value("busy")
            busy = [row["call_id"] for row in told if row["outcome"] == "busy"]
            expect(rows).to_have_count(min(25, len(busy)))
            page.goto("/campaigns/sale")
            field("number").fill(listed[7][-10:])
            show()
            expect(rows).to_have_count(1)
            field("status").select_option("canceled")
            show()
            expect(page.locator("#calls .empty")).to_be_visible()
            page.locator("#refresh").click()
            expect(field("status")).to_have_value("canceled")

            # Orders.
            page.goto("/campaigns/sale?sort=number&show=500")
            shown = column(1).all_inner_texts()
            assert shown == sorted(shown) and len(shown) == 130
            field("sort").select_option("file")
            show()
            ids = rows.evaluate_all("rows => rows.map(row => Number(row.dataset.row.split('-').pop()))")
            assert ids == list(range(1, 131)), ids[:10]

            # A figure leads to its calls.
            page.goto("/campaigns/sale")
            page.locator("#figures").get_by_role("link", name="Failed").click()
            expect(field("status")).to_have_value("failed")
            assert set(column(3).all_inner_texts()) == {"failed"}


scenario(play)
