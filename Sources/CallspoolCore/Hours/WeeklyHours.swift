/// A window as what it is on a clock on the wall: stretches of the week, without zone or date.
///
/// Everything about a window that is not zones is here: days, hours over midnight, 24:00, the end of the week.
struct WeeklyHours: Equatable, Sendable {
    static let week = 7 * 86_400

    /// Seconds of the week from Monday 00:00, in order and apart; where it is open.
    private let open: [Range<Int>]

    /// Hours that begin when they end are never open, since nothing is in `[from, to)`.
    ///
    /// - Precondition: `from` and `to` are 0 to 1440.
    init(_ hours: CallingHours) {
        var parts: [Range<Int>] = []
        for day in hours.days where (1...7).contains(day) {
            let from = (day - 1) * 86_400 + hours.from * 60
            let to = (day - 1) * 86_400 + hours.to * 60 + (hours.from > hours.to ? 86_400 : 0)
            // From Sunday on into Monday is at both ends of the week.
            parts.append(min(from, WeeklyHours.week)..<min(to, WeeklyHours.week))
            parts.append(max(from - WeeklyHours.week, 0)..<max(to - WeeklyHours.week, 0))
        }
        open = WeeklyHours.joined(parts)
    }

    /// Whether it is open at a wall time, and for how many seconds of the wall clock that stays so; `nil` is for ever.
    ///
    /// `local` is the seconds since 1970-01-01 00:00, a Thursday, as the wall says.
    func stretch(at local: Int64) -> (isOpen: Bool, rest: Int64?) {
        if open.isEmpty { return (false, nil) }
        if open.count == 1, open[0] == 0..<WeeklyHours.week { return (true, nil) }
        let second = WeeklyHours.secondOfWeek(local)
        for part in open where second < part.upperBound {
            if second < part.lowerBound { return (false, Int64(part.lowerBound - second)) }
            // What is open at the week's end and at its beginning is open throughout.
            let isOver = part.upperBound == WeeklyHours.week && open[0].lowerBound == 0
            return (true, Int64(part.upperBound - second + (isOver ? open[0].upperBound : 0)))
        }
        return (false, Int64(WeeklyHours.week - second + open[0].lowerBound))
    }

    private static func secondOfWeek(_ local: Int64) -> Int {
        let second = Int((local + 3 * 86_400) % Int64(week))
        return second < 0 ? second + week : second
    }

    private static func joined(_ parts: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for part in parts.sorted(by: { $0.lowerBound < $1.lowerBound }) where part.isEmpty == false {
            if let last = joined.last, last.upperBound >= part.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, part.upperBound)
            } else {
                joined.append(part)
            }
        }
        return joined
    }
}
