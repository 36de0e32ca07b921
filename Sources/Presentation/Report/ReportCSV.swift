internal import CallspoolCore
package import Spool

/// A report as tidy CSV: one figure a line, with its section, what it is of, and what it measures.
package struct ReportCSV {
    private var lines = ["section,key,measure,value"]

    /// Sums it up.
    package init(_ report: CampaignReport) {
        addCourse(report)
        addEndings(report)
        addTimes(report)
        addLags(report)
    }

    /// The file, RFC 4180 but for its line ends, which are those of other text files here.
    package var text: String { lines.map { $0 + "\n" }.joined() }

    private mutating func addCourse(_ report: CampaignReport) {
        add("campaign", report.campaign.name, "accepted_at", report.acceptedAt.iso8601)
        add("campaign", report.campaign.name, "first_attempt_at", report.firstAttemptAt?.iso8601)
        add("campaign", report.campaign.name, "last_attempt_at", report.lastAttemptAt?.iso8601)
        add("campaign", report.campaign.name, "finished_at", report.finishedAt?.iso8601)
        add("campaign", report.campaign.name, "seconds", report.duration)
        for row in report.statusRows { add("numbers", row.name, "calls", row.calls) }
        add("attempts", "all", "placed", report.placed)
        add("attempts", "all", report.attempts)
    }

    private mutating func addEndings(_ report: CampaignReport) {
        for row in report.outcomes { add("outcome", row.key.rawValue, row.attempts, row.calls) }
        for row in report.classes { add("class", row.key.rawValue, row.attempts, row.calls) }
        for row in report.calleeTypes { add("callee_type", row.key.rawValue, row.attempts, row.calls) }
        for row in report.attemptsNeeded {
            add("attempts_needed", "\(row.attempts)", "calls", row.calls)
            add("attempts_needed", "\(row.attempts)", "completed", row.completed)
        }
        for row in report.rejections { add("rejection", row.reason, "calls", row.calls) }
        for row in report.trunks {
            add("trunk", row.name, "attempts", row.attempts)
            add("trunk", row.name, "answered", row.answered)
        }
    }

    private mutating func addTimes(_ report: CampaignReport) {
        for (hour, tally) in report.hours.enumerated() { add("hour", "\(hour)", tally) }
        for quarter in report.quarters { add("quarter", quarter.at.iso8601, quarter.tally) }
        for quarter in report.quarters {
            for outcome in Outcome.allCases where quarter.tally[outcome] > 0 {
                add("quarter_outcome", quarter.at.iso8601, outcome.rawValue, quarter.tally[outcome])
            }
        }
        for row in report.spanRows { add(row.key.description, "all", row.spans) }
    }

    private mutating func addLags(_ report: CampaignReport) {
        add("reporting", "all", "unreported", report.reporting.unreported)
        guard let shipping = report.shipping else { return }
        add("shipping", "all", "taken", shipping.taken)
        add("shipping", "all", "waiting", shipping.waiting)
        add("shipping", "all", "retried", shipping.retried)
        add("shipping", "all", "undelivered", shipping.undelivered)
        for row in shipping.takenAtTry { add("shipping", "try \(row.attempt)", "taken", row.records) }
        add("shipping_delay", "all", shipping.delay)
    }

    private mutating func add(_ section: String, _ key: String, _ attempts: Int, _ calls: Int) {
        add(section, key, "attempts", attempts)
        add(section, key, "calls", calls)
    }

    private mutating func add(_ section: String, _ key: String, _ tally: OutcomeTally) {
        add(section, key, "answered", tally.answered)
        add(section, key, "unanswered", tally.unanswered)
        add(section, key, "trunk", tally.trunk)
    }

    private mutating func add(_ section: String, _ key: String, _ spans: CampaignReport.Spans) {
        add(section, key, "calls", spans.count)
        add(section, key, "median_seconds", spans.median)
        add(section, key, "p95_seconds", spans.percentile95)
        add(section, key, "mean_seconds", spans.mean)
        add(section, key, "most_seconds", spans.most)
        add(section, key, "total_seconds", spans.total)
    }

    private mutating func add(_ section: String, _ key: String, _ measure: String, _ value: Int) {
        add(section, key, measure, "\(value)")
    }

    private mutating func add(_ section: String, _ key: String, _ measure: String, _ span: Duration?) {
        add(section, key, measure, span.map { "\(Double($0.milliseconds) / 1000)" })
    }

    private mutating func add(_ section: String, _ key: String, _ measure: String, _ value: String?) {
        lines.append([section, key, measure, value ?? ""].map(\.csvCell).joined(separator: ","))
    }
}

extension String {
    /// A cell, quoted where it must be.
    ///
    /// One that a spreadsheet would take for a formula gets an apostrophe before it. A telephone number is none, and a
    /// table of them can be a contact list again.
    package var csvCell: String {
        let text = isFormula && wholeMatch(of: /\+[0-9]{1,15}/) == nil ? "'" + self : self
        // A semicolon or tab parts cells where a spreadsheet is set so.
        guard text.unicodeScalars.contains(where: { ",;\t\"\n\r".unicodeScalars.contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }

    /// Whether a spreadsheet takes it for a formula (OWASP, *CSV Injection*).
    ///
    /// It begins with what is skipped, then a sign that begins one, in its full-width and small forms too; or with a tab or
    /// an end of a line.
    private var isFormula: Bool {
        let visible = unicodeScalars.drop { $0.isSkippedBySpreadsheets }
        if let first = unicodeScalars.first, "\t\r\n".unicodeScalars.contains(first) { return true }
        return visible.first.map { "=+-@＝＋－＠﹢﹣﹦﹫".unicodeScalars.contains($0) } ?? false
    }
}

extension Unicode.Scalar {
    /// Space of any kind, controls, and what is not seen.
    fileprivate var isSkippedBySpreadsheets: Bool {
        switch properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
