import Foundation
import Testing

@Suite("The report command")
struct ReportTests {
    /// A campaign of every kind of number, in which names do their worst; and what Python says of a file of it.
    private func simulated(_ extra: String = "") async throws -> (SpoolFixture, Receiver) {
        let spool = try await SpoolFixture()
        let receiver = try await Receiver(spool)
        let endings = Array(0...16) + Array(20...32) + Array(40...42)
        let numbers =
            CampaignText.numbers(300, endings: endings) + ["12345", "<script>alert(1)</script>", "+12015550100"]
        let keys = """
            ani: "+16175550100"
            timezone: America/New_York
            max_retries: 1
            retry_interval: 60
            retry: {declined: 2m}
            result_url: \(receiver.url)
            \(extra)
            """
        try spool.drop("spring.yaml", CampaignText.campaign(keys, numbers: numbers))
        try await spool.tickUntilOver(SpoolSettings())
        return (spool, receiver)
    }

    private func python(_ spool: SpoolFixture, _ script: String, _ arguments: String...) async throws -> EndedCommand {
        let words = ["python3", "-c", script] + arguments
        return try await RunningCommand("/usr/bin/env", words, folder: spool.folder).end()
    }

    /// Counts the result files again in the plainest way, and compares with the report's JSON and CSV.
    private static let recount = """
        import collections, csv, datetime, json, math, sys, zoneinfo
        root, report, table = sys.argv[1], json.load(open(sys.argv[2])), list(csv.DictReader(open(sys.argv[3])))
        read = lambda kind: [json.loads(line) for line in open(f"{root}/results/spring.{kind}.jsonl")]
        at = lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        attempts = list({(row["call_id"], row["attempt"]): row for row in read("calls")}.values())
        records = read("status")
        zone = zoneinfo.ZoneInfo("America/New_York")

        def same(what, found, wished):
            if found != wished:
                sys.exit(f"{what}: the report says {found}, the files {wished}")

        def count(rows, key):
            return {name: n for name, n in collections.Counter(row[key] for row in rows).items() if name is not None}

        def listed(name, key, figure):
            return {row[key]: row[figure] for row in report[name] if row[figure] > 0}

        same("attempts", report["attempts"]["placed"], len(attempts))
        for name, n in count(records, "status").items():
            same(name, report["numbers"][name], n)
        ended = [row for row in records if row["outcome"] is not None]
        same("outcomes of attempts", listed("outcomes", "outcome", "attempts"), count(attempts, "outcome"))
        same("outcomes of calls", listed("outcomes", "outcome", "calls"), count(ended, "outcome"))
        same("classes", listed("classes", "class", "attempts"), count(attempts, "class"))
        same("types of attempts", listed("callee_types", "callee_type", "attempts"), count(attempts, "callee_type"))
        same("types of calls", listed("callee_types", "callee_type", "calls"), count(ended, "callee_type"))
        same("attempts needed", listed("attempts_needed", "attempts", "calls"), count(records, "attempts"))
        hours = collections.Counter(at(row["dialed_at"]).astimezone(zone).hour for row in attempts)
        same("hours", {row["hour"]: row["ended"] for row in report["hours"] if row["ended"]}, dict(hours))
        answered = collections.Counter(
            at(row["dialed_at"]).astimezone(zone).hour for row in attempts if row["outcome"] == "answered")
        same("answered", {row["hour"]: row["answered"] for row in report["hours"] if row["answered"]}, dict(answered))
        quarters = collections.Counter(int(at(row["dialed_at"]).timestamp()) // 900 for row in attempts)
        same("quarters", {int(at(row["at"]).timestamp()) // 900: row["ended"] for row in report["quarters"]}, dict(quarters))
        outcomes = collections.Counter((int(at(row["dialed_at"]).timestamp()) // 900, row["outcome"]) for row in attempts)
        same("outcomes of quarters", {(int(at(row["at"]).timestamp()) // 900, part["outcome"]): part["attempts"]
            for row in report["quarters"] for part in row["outcomes"]}, dict(outcomes))
        same("rejected", sum(row["calls"] for row in report["rejections"]), report["numbers"]["rejected"])

        def spans(name, values):
            values = sorted(values)
            same(f"{name}, count", report[name]["calls"], len(values))
            same(f"{name}, sum", round(report[name]["total"], 3), round(sum(values), 3))
            same(f"{name}, most", report[name]["most"], round(values[-1], 3))
            for key, share in (("median", 0.5), ("p95", 0.95)):
                wished = values[max(1, math.ceil(share * len(values))) - 1]
                if abs(report[name][key] - wished) > wished / 128 + 0.001:
                    same(f"{name}, {key}", report[name][key], wished)

        seconds = lambda row, since, until: (at(row[until]) - at(row[since])).total_seconds()
        known = [row for row in attempts if row["outcome"] != "unknown"]
        spans("ring_time", [seconds(row, "ringing_at", "answered_at" if row["answered_at"] else "ended_at")
            for row in known if row["ringing_at"]])
        spans("talk_time", [row["duration"] for row in known if row["answered_at"]])
        same("shipped", report["shipping"]["taken"], len(records))
        figures = {(row["section"], row["key"], row["measure"]): row["value"] for row in table}
        for row in report["outcomes"]:
            same("the table", figures["outcome", row["outcome"], "calls"], str(row["calls"]))
        same("the table", figures["talk_time", "all", "median_seconds"], str(report["talk_time"]["median"]))
        print("same", len(attempts), len(records))
        """

    @Test("Every sum agrees with a plain recount of the result files")
    func recount() async throws {
        let (spool, receiver) = try await simulated()
        let json = try await spool.run("report", "spring", "--json")
        #expect(json.code == 0 && json.errors.isEmpty && json.output.split(separator: "\n").count == 1)
        try spool.write("report.json", json.output)
        try spool.write("report.csv", try await spool.run("report", "spring", "--csv").output)
        let judged = try await python(
            spool,
            ReportTests.recount,
            spool.root,
            spool.path("report.json"),
            spool.path("report.csv")
        )
        #expect(judged.code == 0 && judged.output.hasPrefix("same "), "\(judged)")
        withExtendedLifetime(receiver) {}
    }

    /// Reads the page as an HTML parser does; what is not closed in its order, or would be fetched, is told.
    private static let wellFormed = """
        import html.parser, sys
        text = open(sys.argv[1], encoding="utf-8").read()

        class Page(html.parser.HTMLParser):
            def __init__(self):
                super().__init__(convert_charrefs=True)
                self.open, self.seen, self.words = [], {}, []

            def handle_starttag(self, tag, attributes):
                self.seen[tag] = self.seen.get(tag, 0) + 1
                if tag not in ("meta", "br", "hr", "img", "input", "link"):
                    self.open.append(tag)
                for name, value in attributes:
                    if name in ("src", "href", "srcset", "action", "data", "poster") or name.startswith("on"):
                        sys.exit(f"<{tag} {name}={value}>")

            def handle_endtag(self, tag):
                if not self.open or self.open.pop() != tag:
                    sys.exit(f"</{tag}> closes what is not open, at {self.getpos()}")

            def handle_data(self, data):
                self.words.append(data)

        page = Page()
        page.feed(text)
        page.close()
        if page.open:
            sys.exit(f"not closed: {page.open}")
        for tag in ("script", "link", "img", "iframe", "object"):
            if tag in page.seen:
                sys.exit(f"<{tag}> is in it")
        for word in ("http://", "https://", "url(", "@import", "javascript:"):
            if word in text:
                sys.exit(f"{word} is in it")
        for tag in ("svg", "table", "h1", "h2", "title", "section"):
            if not page.seen.get(tag):
                sys.exit(f"no <{tag}> is in it")
        print("".join(page.words))
        """

    @Test("The HTML file is well-formed, fetches nothing, and shows hostile names as they are")
    func page() async throws {
        let spool = try await SpoolFixture()
        let list = "<script>alert(1)<!--&'x.txt"
        try Data("+12015550100\n".utf8).write(to: URL(fileURLWithPath: spool.path("incoming/\(list)")))
        let numbers = CampaignText.numbers(40, endings: Array(0...9) + [20, 21, 28]) + ["<b>12</b>"]
        try spool.drop("spring.yaml", CampaignText.campaign("do_not_call: \"\(list)\"", numbers: numbers))
        #expect(try await spool.run("tick").code == 0)
        let html = try await spool.run("report", "spring", "--html")
        #expect(html.code == 0 && !html.output.contains("<script"))
        try spool.write("report.html", html.output)
        let judged = try await python(spool, ReportTests.wellFormed, spool.path("report.html"))
        #expect(judged.code == 0, "\(judged.errors)")
        #expect(judged.output.contains(list.replacing("1", with: "#")), "\(judged.output)")
    }

    @Test("As text it has its charts in plain letters in a pipe, and says whose hours it means")
    func text() async throws {
        let (spool, receiver) = try await simulated()
        let text = try await spool.run("report", "spring").output
        for words in [
            "spring: 303 numbers, accepted ", "how calls ended:", "answer rate by hour of the day in America/New_York",
            "attempts per quarter hour, UTC:", "why numbers were rejected:", "shipping: 303 taken", "#",
        ] { #expect(text.contains(words), "\(words) is not in \(text)") }
        #expect(!text.contains("█") && text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        withExtendedLifetime(receiver) {}
    }

    @Test("It can be asked for before, while and after a campaign is dialled, and writes nothing")
    func atAnyTime() async throws {
        var settings = SpoolSettings()
        settings.speed = 6
        settings.ticks = SpoolSettings.everyMinute
        let spool = try await SpoolFixture(settings)
        // A call of ten minutes, which are a hundred seconds here.
        try spool.drop("spring.yaml", CampaignText.campaign(numbers: ["+16175550115", "+16175550127"]))
        let running = try spool.start("run", "--grace", "0")
        try await eventually("the call is answered") {
            try spool.journal("spring", mayBeTorn: true).contains { $0.event == "connected" }
        }
        let during = try await spool.run("report", "spring")
        #expect(during.code == 0 && during.output.contains("dialing"), "\(during)")
        #expect(during.output.contains("not finished"))
        running.signal(SIGTERM)
        #expect(try await running.end().code == 0)
        let before = try FileManager.default.subpathsOfDirectory(atPath: spool.root).sorted()
        #expect(try await spool.run("report", "spring", "--html").code == 0)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: spool.root).sorted() == before)
    }

    @Test("Two forms at once, and a campaign that is not there, are wrong usage")
    func usage() async throws {
        let spool = try await SpoolFixture()
        #expect(try await spool.run("report", "spring", "--csv", "--html").code == 64)
        let nobody = try await spool.run("report", "spring")
        #expect(nobody.code == 64 && nobody.errors.contains("there is no campaign `spring`"))
    }
}
