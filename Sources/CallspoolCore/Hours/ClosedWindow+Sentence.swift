extension ClosedWindow {
    /// The evidence in words.
    ///
    /// `outside the calling hours 09:00–20:00 Mon–Fri in America/New_York (zone by the prefix +1212), until
    /// 2026-11-24T14:00:00Z`.
    public var sentence: String {
        "outside the calling hours \(hours.words) in \(zone)\(origin.words)\(end)"
    }

    private var end: String {
        guard let opens else { return "; the hours never allow this call in all its zones" }
        // Windows open on whole seconds.
        return ", until \(opens.iso8601.dropLast(5))Z"
    }
}

extension CalleeZones.Origin? {
    fileprivate var words: String {
        switch self {
        case nil: ""
        case .given: " (zone given with the number)"
        case .prefix(let prefix): " (zone by the prefix \(prefix))"
        case .campaign: " (the campaign's zone)"
        }
    }
}

extension CallingHours {
    /// `09:00–20:00 Mon–Fri`.
    fileprivate var words: String {
        "\(CallingHours.clock(from))–\(CallingHours.clock(to)) \(dayWords)"
    }

    private static func clock(_ minutes: Int) -> String {
        "\(minutes < 600 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    }

    private var dayWords: String {
        if days.isSuperset(of: 1...7) { return "every day" }
        if days.isDisjoint(with: 1...7) { return "on no day" }
        return
            runs.map { run in
                let joint = run.count == 2 ? ", " : "–"
                return Set([run.lowerBound, run.upperBound]).sorted().map { names[$0 - 1] }.joined(separator: joint)
            }
            .joined(separator: ", ")
    }

    /// The days as runs of days that follow each other, within the week.
    private var runs: [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        for day in 1...7 where days.contains(day) {
            if let last = runs.last, last.upperBound == day - 1 {
                runs[runs.count - 1] = last.lowerBound...day
            } else {
                runs.append(day...day)
            }
        }
        return runs
    }

    private var names: [String] { ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] }
}
