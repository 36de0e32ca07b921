import CallspoolCore
import Foundation
import Spool
import Stages

/// Instants of a forecast in words: to the minute, with the day where it is another one.
struct ForecastWords {
    let now: Timestamp

    /// `10:42`, `2026-11-25 10:42`; to the second within ten minutes.
    func instant(_ at: Timestamp) -> String {
        let text = at.iso8601
        let isNear = (at - now) < .seconds(600)
        let clock = text.dropFirst(11).prefix(isNear ? 8 : 5)
        return text.prefix(10) == now.iso8601.prefix(10) ? String(clock) : "\(text.prefix(10)) \(clock)"
    }

    /// `about 10:42 UTC, between 10:40 and 10:45`.
    func span(_ span: ForecastSpan) -> String {
        let (earliest, latest) = (instant(span.earliest), instant(span.latest))
        let range = earliest == latest ? "" : ", between \(earliest) and \(latest)"
        return "about \(instant(span.expected)) UTC\(range)"
    }

    /// The clock on the wall in a zone, `05:42 in America/New_York`; `nil` for a zone that this machine does not know.
    func local(_ at: Timestamp, in zone: String) -> String? {
        guard let zone = TimeZone(identifier: zone) else { return nil }
        let date = Foundation.Date(timeIntervalSince1970: Double(at.milliseconds) / 1000)
        let there = Timestamp(milliseconds: at.milliseconds + Int64(zone.secondsFromGMT(for: date)) * 1000)
        return "\(there.iso8601.dropFirst(11).prefix(5)) in \(zone.identifier)"
    }

    /// How the range was found.
    func method(_ outlook: Outlook) -> String {
        outlook.isSampled
            ? "range: of \(outlook.runs.count) runs with other chances, and 1 % of the time to go"
            : "range: one run, and 3 % of the time to go, since many calls are left"
    }
}

extension SpoolForecast {
    /// Reads the spool for a forecast, on the program's own clock.
    ///
    /// - Throws: `DiskError`.
    init(_ spool: OpenSpool) throws {
        // A fast clock is never behind what the spool has recorded.
        let earliest = try spool.settings.speed == 1 ? nil : SpoolReader(spool.layout, on: spool.disk).latest()
        let clock = SystemClock(speed: spool.settings.speed, notBefore: earliest ?? Timestamp(milliseconds: 0))
        try self.init(spool.layout, settings: spool.settings, now: clock.now, wall: clock.wall, on: spool.disk)
        for complaint in complaints { Terminal.complain(complaint) }
        if dropped > 0 {
            Terminal.complain(
                "\(dropped) file\(dropped == 1 ? " lies" : "s lie") in incoming/ and not in this forecast"
            )
        }
    }
}
