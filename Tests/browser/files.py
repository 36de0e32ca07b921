"""A campaign of many calls: charts on a page of their own, and downloads that agree with the page."""
import collections
import csv
import json
import re

from browsing import barriers, expect, overhang, scenario
from past import ANI, lived
from people import people, sign_in
from spool import Spool

# More than whose charts stand on the campaign's own page.
MANY = 25_000
FIGURES = ["Completed", "Failed", "Canceled", "Rejected"]


def count(text):
    return int(text.replace(",", ""))


def table(page, label):
    """The rows of a table with that name, each as its cells' texts; the first is its head."""
    cells = "table => [...table.querySelectorAll('tr')].map(row => [...row.children].map(cell => cell.textContent))"
    return page.locator(f"table[aria-label^='{label}'], [aria-label^='{label}'] table").first.evaluate(cells)


def saved(page, name):
    """What a link of the page saves."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    assert download.value.suggested_filename == name, download.value.suggested_filename
    return download.value.path()


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def records(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def cell(value):
    """What a table has of a record's value: nothing that a spreadsheet would work out."""
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    isFormula = isinstance(value, str) and re.match(r"[=+\-@\t\r]", text) and not re.fullmatch(r"\+[0-9]{1,15}", text)
    return "'" + text if isFormula else text


def same(table, lines):
    """A table is its records, row by row."""
    assert len(table) == len(lines) > 0, (len(table), len(lines))
    for row, line in zip(table, lines):
        for column, text in row.items():
            assert text == cell(line[column]), (column, text, line)


def drawn(page, calls, status):
    """Each chart has its legend and its table, and all three say what the records say."""
    outcomes = collections.Counter(line["outcome"].replace("_", " ") for line in calls)
    course = page.locator("figure", has_text="Attempts per")
    legend = course.locator(".legend li").all_inner_texts()
    assert sorted(legend) == sorted(outcomes), (legend, outcomes)
    expect(course.locator("svg[role=img]")).to_have_attribute("aria-label", re.compile("Attempts per"))
    course.locator("summary").click()
    expect(course.locator("table")).to_be_visible()
    head, *lines = table(page, "Attempts per")
    assert head == ["from", "attempts", *legend, "answer rate"] and len(lines) > 5, (head, len(lines))
    sums = [sum(count(line[place]) for line in lines) for place in range(1, len(head) - 1)]
    assert sums == [len(calls)] + [outcomes[name] for name in legend], (head, sums, outcomes)
    bars = course.locator("svg rect title").evaluate_all("all => all.map(one => one.textContent)")
    bars = [re.fullmatch(r".*: (\D+) ([\d,]+)", bar).groups() for bar in bars]
    shown = {name: sum(count(number) for other, number in bars if other == name) for name in legend}
    assert shown == dict(outcomes), (shown, outcomes)

    hours = page.locator("figure", has_text="by hour of the day")
    expect(hours.locator(".legend li")).to_have_text(["answered", "not answered", "trunk failed"])
    expect(hours.locator("svg[role=img]")).to_have_count(2)
    assert sum(count(line[1]) for line in table(page, "Attempts and answer rate by hour")[1:]) == len(calls)

    last = collections.Counter(record["outcome"].replace("_", " ") for record in status if record["attempts"])
    found = {line[0]: [count(line[1]), count(line[3])] for line in table(page, "Outcomes:")[1:]}
    for name, number in last.items():
        assert found[name] == [outcomes[name], number], (found, outcomes, last)
    callees = collections.Counter(record["callee_type"] for record in status if record["attempts"])
    met = {line[0]: count(line[1]) for line in table(page, "Callee types")[1:]}
    assert {one: met[one] for one in callees} == callees, (met, callees)


def alone(browser, path, figures, attempts):
    """The report shows all of it from the one file, with the network off."""
    # A browser that has no host would tell of any that is asked.
    with browser.look(path.as_uri(), offline=True) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        assert asked == [path.as_uri()] and page.locator("script").count() == 0, asked
        numbers = {line[0]: count(line[1]) for line in table(page, "Numbers by status")[1:]}
        assert {name: numbers[name.lower()] for name in FIGURES} == figures, (numbers, figures)
        expect(page.locator(".tiles div:has(dt:text-is('Attempts')) dd")).to_contain_text(f"{attempts:,}")
        assert not barriers(page), barriers(page)


def operator(browser, address):
    """Everything, whole; gives the records of calls and statuses."""
    with browser.look(address) as page:
        page.goto("/campaigns/large")
        sign_in(page, "otto")
        figures = {name: count(page.locator(f"[data-k='fig {name}']").inner_text()) for name in FIGURES}
        assert sum(figures.values()) == MANY and all(figures.values()), figures
        expect(page.locator("#charts svg")).to_have_count(0)
        calls, status = (records(saved(page, f"large.{name}.jsonl")) for name in ["calls", "status"])
        assert collections.Counter(record["status"].capitalize() for record in status) == figures
        assert len(calls) == sum(record["attempts"] for record in status)
        same(rows(saved(page, "large.calls.csv")), calls)
        same(rows(saved(page, "large.status.csv")), status)

        page.get_by_role("link", name="Show the charts").click()
        expect(page).to_have_url(re.compile("/campaigns/large/charts$"))
        expect(page.locator("figure")).to_have_count(4)
        drawn(page, calls, status)
        for scheme in ["light", "dark"]:
            page.emulate_media(color_scheme=scheme)
            assert not barriers(page), barriers(page)
        page.set_viewport_size({"width": 360, "height": 740})
        assert not overhang(page), overhang(page)
        # The same downloads are there.
        report = saved(page, "large.report.html")
        whole = report.rename(report.with_suffix(".html"))
        alone(browser, whole, figures, len(calls))
        page.get_by_role("link", name="← large").click()
        expect(page).to_have_url(re.compile("/campaigns/large$"))
    return calls, status


def viewer(browser, address, numbers, calls, status):
    """All there is to look at, and no number whole; what would have them is refused."""
    # Without their beginnings they would still be whole to a neighbour.
    ends = re.compile("|".join({number[-7:] for number in numbers}))

    def masked(text):
        rest = text.replace(ANI, "")
        found = ends.search(rest)
        assert not found, rest[max(0, found.start() - 80):found.end() + 20]
        return text

    with browser.look(address) as page:
        page.goto("/campaigns/large")
        sign_in(page, "vera")
        links = ["large.calls.csv", "large.status.csv", "large.report.html"]
        for path in ["/campaigns/large", "/campaigns/large/charts"]:
            page.goto(path)
            expect(page.locator(".files a")).to_have_text(links)
            masked(page.content())
        for name in ["calls.jsonl", "status.jsonl"]:
            answer = page.request.get(f"{address}/campaigns/large/files/{name}")
            assert answer.status == 403 and masked(answer.text()), (name, answer.status)
        for name, lines in zip(links, [calls, status]):
            path = saved(page, name)
            masked(path.read_text())
            table = rows(path)
            assert [row["call_id"] for row in table] == [line["call_id"] for line in lines], name
            assert all("•" in row["phone_number"] for row in table), name
        masked(saved(page, links[2]).read_text())
        answer = page.request.get(f"{address}/api/campaigns/large/calls?completed=1000")
        assert answer.ok and len(answer.json()) == 1000 and masked(answer.text())


def play(program, browser):
    with Spool(program) as spool:
        users = people(spool)
        numbers = lived(spool, "large", MANY)
        spool.tick()
        with spool.served("--password-file", users, "--mask") as address:
            calls, status = operator(browser, address)
            viewer(browser, address, numbers, calls, status)


scenario(play)
