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

    /// About how long, in its largest unit: `40 s`, `5 min`, `3 h`, `2 days`.
    package var words: String {
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<90: return "\(seconds) s"
        case ..<5400: return "\((seconds + 30) / 60) min"
        case ..<129_600: return "\((seconds + 1800) / 3600) h"
        default: return "\((seconds + 43_200) / 86_400) days"
        }
    }
}
