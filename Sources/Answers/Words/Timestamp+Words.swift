package import CallspoolCore

extension Timestamp {
    /// The day in UTC, `2026-11-24`.
    package var day: String { String(iso8601.prefix(10)) }

    /// The time of day in UTC, `12:45:06Z`; with the day before it where that is not the day of `now`.
    package func clock(_ now: Timestamp) -> String {
        let time = "\(iso8601.dropFirst(11).prefix(8))Z"
        return day == now.day ? time : "\(day) \(time)"
    }
}

extension Duration {
    /// `5.3 s`; from a minute on `1 min 5 s`.
    package var toTenths: String {
        let tenths = (max(0, milliseconds) + 50) / 100
        return tenths < 600 ? "\(tenths / 10).\(tenths % 10) s" : inWords
    }
}
