package import CallspoolCore

/// Instants of a forecast in words: to the minute, with the day where it is another one.
package struct ForecastWords: Sendable {
    private let now: Timestamp

    /// Takes the instant from which it is foreseen.
    package init(now: Timestamp) {
        self.now = now
    }

    /// `10:42`, `2026-11-25 10:42`; to the second within ten minutes.
    package func instant(_ at: Timestamp) -> String {
        let text = at.iso8601
        let isNear = (at - now) < .seconds(600)
        let clock = text.dropFirst(11).prefix(isNear ? 8 : 5)
        return text.prefix(10) == now.iso8601.prefix(10) ? String(clock) : "\(text.prefix(10)) \(clock)"
    }

    /// `about 10:42 UTC, between 10:40 and 10:45`.
    package func span(_ span: ForecastSpan) -> String {
        let (earliest, latest) = (instant(span.earliest), instant(span.latest))
        let range = earliest == latest ? "" : ", between \(earliest) and \(latest)"
        return "about \(instant(span.expected)) UTC\(range)"
    }

    /// The clock on the wall in a zone, `05:42 in America/New_York`; `nil` for a zone that this machine does not know.
    package func local(_ at: Timestamp, in zone: String) -> String? {
        guard let zone = Zone(zone) else { return nil }
        return "\(zone.wall(at: at).iso8601.dropFirst(11).prefix(5)) in \(zone.name)"
    }

    /// How the range was found.
    package func method(_ outlook: Outlook) -> String {
        outlook.isSampled
            ? "range: of \(outlook.runs.count) simulated runs, and 1 % of the time to go"
            : "range: one run, and 3 % of the time to go, since many calls are left"
    }
}
