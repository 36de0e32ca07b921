package import CallspoolCore
package import Spool

extension CampaignReport {
    /// The statuses in the order of a call's life.
    package var statusRows: [(name: String, calls: Int)] {
        [
            ("completed", numbers.completed), ("failed", numbers.failed), ("canceled", numbers.canceled),
            ("rejected", numbers.rejected), ("stuck", numbers.stuck), ("dialing", numbers.dialing),
            ("pending", numbers.pending),
        ]
    }

    /// The measured spans, with a name for people and one for scripts.
    package var spanRows: [(name: String, key: StaticString, spans: Spans)] {
        [
            ("ringing", "ring_time", ring), ("ringing until the answer", "ring_to_answer", ringToAnswer),
            ("talking", "talk_time", talk),
        ]
    }

    /// The attempts per quarter hour; `nil` without any.
    ///
    /// Four years are as far as a chart goes: further, somebody's clock was wrong.
    package var curve: CallCurve? {
        guard let first = quarters.first else { return nil }
        var curve = CallCurve(from: first.at)
        for quarter in quarters where quarter.at - first.at < .seconds(4 * 366 * 86_400) {
            curve.add(quarter.tally.attempts, at: quarter.at)
        }
        return curve
    }

    /// How far the reporting and the shipping have come, with the day where it is not that of `now`.
    package func lagSentences(_ now: Timestamp) -> [String] {
        var sentences: [String] = []
        if reporting.unreported > 0 {
            let since = reporting.oldest.map { ", the oldest ended at \($0.clock(now))" } ?? ""
            sentences.append(
                "status records: \(reporting.unreported.grouped) of \(final.grouped) not reported yet\(since)"
            )
        } else if final > 0 {
            sentences.append("status records: all \(final.grouped) final calls are reported")
        }
        guard let shipping else { return sentences }
        var parts = ["\(shipping.taken.grouped) taken"]
        if shipping.waiting > 0 { parts.append("\(shipping.waiting.grouped) not tried yet") }
        if shipping.retried > 0 { parts.append("\(shipping.retried.grouped) failed, to be tried again") }
        if shipping.undelivered > 0 { parts.append("\(shipping.undelivered.grouped) kept as undelivered") }
        if let median = shipping.delay.median, let slow = shipping.delay.percentile95 {
            parts.append("from end to receipt \(median.toTenths) (median), \(slow.toTenths) (95 %)")
        }
        return sentences + ["shipping: \(parts.joined(separator: ", "))"]
    }
}

extension Timestamp {
    /// `2026-11-24 12:45Z`.
    package var toMinute: String {
        let text = iso8601
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))Z"
    }
}

extension Int {
    /// Its share of all, `34.2 %`; `-` of none.
    package func share(of all: Int) -> String {
        guard all > 0 else { return "-" }
        let tenths = (self * 1000 + all / 2) / all
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// An hour of the day, `09:00`.
    package var clockHour: String { "\(self < 10 ? "0" : "")\(self):00" }
}
