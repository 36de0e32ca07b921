internal import CallspoolCore
package import Spool

extension CampaignReport {
    /// The report as one object on one line.
    package var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.course(self)
            line.endings(self)
            line.times(self)
            line.lags(self)
        }
        return writer.bytes
    }
}

extension JSONLineWriter {
    fileprivate mutating func course(_ report: CampaignReport) {
        field("campaign", report.campaign.name)
        field("timezone", report.campaign.timezone)
        field("accepted_at", report.acceptedAt)
        field("first_attempt_at", report.firstAttemptAt)
        field("last_attempt_at", report.lastAttemptAt)
        field("finished_at", report.finishedAt)
        seconds("duration", report.duration)
        field(
            "numbers",
            object: { line in
                line.field("all", report.numbers.all)
                line.field("pending", report.numbers.pending)
                line.field("dialing", report.numbers.dialing)
                line.field("completed", report.numbers.completed)
                line.field("failed", report.numbers.failed)
                line.field("canceled", report.numbers.canceled)
                line.field("rejected", report.numbers.rejected)
                line.field("stuck", report.numbers.stuck)
            }
        )
        field("attempts", object: { $0.tally(report.attempts, placed: report.placed) })
    }

    private mutating func tally(_ tally: OutcomeTally, placed: Int? = nil) {
        if let placed { field("placed", placed) }
        field("ended", tally.attempts)
        field("answered", tally.answered)
        field("unanswered", tally.unanswered)
        field("trunk", tally.trunk)
        rate("answer_rate", tally.answerRate)
    }

    fileprivate mutating func endings(_ report: CampaignReport) {
        field("outcomes", objects: report.outcomes) { row, line in
            line.field("outcome", row.key.rawValue)
            line.field("class", row.key.outcomeClass.rawValue)
            line.field("attempts", row.attempts)
            line.field("calls", row.calls)
        }
        field("classes", objects: report.classes) { row, line in
            line.field("class", row.key.rawValue)
            line.field("attempts", row.attempts)
            line.field("calls", row.calls)
        }
        field("callee_types", objects: report.calleeTypes) { row, line in
            line.field("callee_type", row.key.rawValue)
            line.field("attempts", row.attempts)
            line.field("calls", row.calls)
        }
        field("attempts_needed", objects: report.attemptsNeeded) { row, line in
            line.field("attempts", row.attempts)
            line.field("calls", row.calls)
            line.field("completed", row.completed)
        }
        field("rejections", objects: report.rejections) { row, line in
            line.field("reason", row.reason)
            line.field("calls", row.calls)
        }
        field("trunks", objects: report.trunks) { row, line in
            line.field("trunk", row.name)
            line.field("attempts", row.attempts)
            line.field("answered", row.answered)
        }
    }

    fileprivate mutating func times(_ report: CampaignReport) {
        field("hours", objects: report.hours.enumerated()) { hour, line in
            line.field("hour", hour.offset)
            line.tally(hour.element)
        }
        field("quarters", objects: report.quarters) { quarter, line in
            line.field("at", quarter.at)
            line.tally(quarter.tally)
            line.field("outcomes", objects: Outcome.allCases.filter { quarter.tally[$0] > 0 }) { outcome, line in
                line.field("outcome", outcome.rawValue)
                line.field("attempts", quarter.tally[outcome])
            }
        }
        for row in report.spanRows { field(row.key, object: { $0.spans(row.spans) }) }
    }

    private mutating func spans(_ spans: CampaignReport.Spans) {
        field("calls", spans.count)
        seconds("median", spans.median)
        seconds("p95", spans.percentile95)
        seconds("mean", spans.mean)
        seconds("most", spans.most)
        seconds("total", spans.total)
    }

    fileprivate mutating func lags(_ report: CampaignReport) {
        field("unreported", report.reporting.unreported)
        field("oldest_unreported_at", report.reporting.oldest)
        guard let shipping = report.shipping else { return field("shipping", String?.none) }
        field(
            "shipping",
            object: { line in
                line.field("taken", shipping.taken)
                line.field("waiting", shipping.waiting)
                line.field("retried", shipping.retried)
                line.field("undelivered", shipping.undelivered)
                line.field("taken_at_try", objects: shipping.takenAtTry) { row, line in
                    line.field("try", row.attempt)
                    line.field("records", row.records)
                }
                line.field("delay", object: { $0.spans(shipping.delay) })
            }
        )
    }

    private mutating func seconds(_ name: StaticString, _ span: Duration?) {
        if let span { field(name, Double(span.milliseconds) / 1000) } else { field(name, String?.none) }
    }

    private mutating func rate(_ name: StaticString, _ rate: Double?) {
        if let rate { field(name, (rate * 10_000).rounded() / 10_000) } else { field(name, String?.none) }
    }
}
