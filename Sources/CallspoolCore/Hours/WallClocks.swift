/// One window in one zone.
struct WindowWatch: Sendable {
    /// Its place among the windows.
    var window: Int
    var weekly: WeeklyHours
    var zone: String
    /// The place of the zone's clock.
    var clock: Int
}

/// When all windows are open together next.
struct WindowOpening: Sendable {
    /// UNIX seconds; `nil` is never.
    var opens: Int64?
    /// For which UNIX seconds this is the answer.
    var stands: Range<Int64>
}

/// The clocks of all the zones that were asked for, and what several windows do together.
struct WallClocks: Sendable {
    /// How far ahead an opening is looked for.
    ///
    /// Windows in two zones may meet only in the weeks in which one has changed its clocks and the other has not, so it
    /// is a year and a bit.
    static let horizon: Int64 = 400 * 86_400

    private var clocks: [WallClock] = []
    private var places: [String: Int] = [:]

    /// The place of a zone's clock, which stays the same.
    mutating func place(of zone: String) -> Int {
        if let place = places[zone] { return place }
        places[zone] = clocks.count
        clocks.append(WallClock(zone))
        return clocks.count - 1
    }

    /// The shut window that opens last, and when any of all opens or shuts next.
    ///
    /// The first of equals; `nil` when all are open.
    mutating func survey(_ watches: [WindowWatch], at second: Int64) -> (shut: WindowWatch?, changes: Int64?) {
        var shut: (watch: WindowWatch, until: Int64)?
        var changes: Int64?
        for watch in watches {
            let stretch = clocks[watch.clock].stretch(of: watch.weekly, at: second)
            let ends = stretch.ends ?? .max
            if ends < changes ?? .max { changes = ends }
            if stretch.isOpen == false, shut.map({ $0.until < ends }) ?? true { shut = (watch, ends) }
        }
        return (shut?.watch, changes)
    }

    /// The first second, from one at which not all are open, at which all are.
    ///
    /// That there is none is said for the rest of a UTC day at a time, so that the answer does not depend on when it was
    /// worked out.
    mutating func opening(_ watches: [WindowWatch], from start: Int64) -> WindowOpening {
        let day = start - (start % 86_400 + 86_400) % 86_400
        var second = start
        while second < day + WallClocks.horizon, let later = end(ofShut: watches, at: second) {
            if later == second { return WindowOpening(opens: second, stands: start..<second) }
            second = later
        }
        return WindowOpening(opens: nil, stands: start..<day + 86_400)
    }

    /// When the last of those that are shut opens, the instant itself when none is; `nil` is never.
    private mutating func end(ofShut watches: [WindowWatch], at second: Int64) -> Int64? {
        var latest = second
        for watch in watches {
            let stretch = clocks[watch.clock].stretch(of: watch.weekly, at: second)
            if stretch.isOpen { continue }
            guard let ends = stretch.ends else { return nil }
            latest = max(latest, ends)
        }
        return latest
    }
}
