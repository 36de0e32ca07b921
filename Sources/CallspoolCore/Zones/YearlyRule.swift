/// The rule by which a zone goes on after the last change that its file lists: a `TZ` string of POSIX, with the hours
/// from -167 to 167 that RFC 8536 (3.3.1) allows, such as `EST5EDT,M3.2.0,M11.1.0` and `<-02>2<-01>,M3.5.0/-1,M10.5.0/0`.
struct YearlyRule: Equatable, Sendable {
    /// A day of any year.
    enum Day: Equatable, Sendable {
        /// `Mm.w.d`: a weekday, 0 Sunday, of a week of a month; week 5 is the last.
        case weekday(Int, week: Int, month: Int)
        /// `Jn`: 1 to 365, without 29 February.
        case withoutLeapDay(Int)
        /// `n`: 0 to 365, with it.
        case ofYear(Int)
    }

    /// When the clocks are changed, by the clock until then.
    struct Change: Equatable, Sendable {
        var day: Day
        /// Seconds from the day's midnight on.
        var second: Int
    }

    /// The other half of the year; in Ireland that is the winter.
    struct Summer: Equatable, Sendable {
        var offset: Int
        var begins, ends: Change
    }

    /// What the wall is ahead of UTC, in seconds.
    var standard: Int
    /// `nil` when the clocks are never changed.
    var summer: Summer?

    /// The season at an instant.
    func season(at second: Int64) -> ZoneSeason {
        guard let summer else { return ZoneSeason(from: .min, until: .max, offset: Int64(standard)) }
        let changes = changes(around: Timestamp(seconds: second).civil.year, summer)
        let next = changes.firstIndex { $0.at > second } ?? changes.count
        let until = next < changes.count ? changes[next].at : .max
        guard next > 0 else { return ZoneSeason(from: .min, until: until, offset: Int64(standard)) }
        return ZoneSeason(from: changes[next - 1].at, until: until, offset: Int64(changes[next - 1].offset))
    }

    /// The changes of five years.
    ///
    /// Where summer ends in the instant in which it begins again, it lasts all year.
    private func changes(around year: Int, _ summer: Summer) -> [(at: Int64, offset: Int)] {
        var kept: [(at: Int64, offset: Int)] = []
        let all = (year - 2...year + 2)
            .flatMap { year in
                [
                    (at: summer.ends.local(year) - Int64(summer.offset), offset: standard, order: 0),
                    (at: summer.begins.local(year) - Int64(standard), offset: summer.offset, order: 1),
                ]
            }
        for change in all.sorted(by: { ($0.at, $0.order) < ($1.at, $1.order) }) {
            if kept.last?.at == change.at { kept.removeLast() }
            if kept.last?.offset != change.offset { kept.append((change.at, change.offset)) }
        }
        // Behind the last beginning the end of that summer would stand alone.
        let last = summer.begins.local(year + 2) - Int64(standard)
        return kept.filter { $0.at <= last }
    }
}

extension YearlyRule.Change {
    /// The change in a year, in seconds since 1970 of the clock on the wall until then.
    fileprivate func local(_ year: Int) -> Int64 {
        Int64(day.sinceEpoch(year) * 86_400 + second)
    }
}

extension YearlyRule.Day {
    fileprivate func sinceEpoch(_ year: Int) -> Int {
        switch self {
        case .ofYear(let day): return YearlyRule.Day.days(year, 1, 1) + day
        case .withoutLeapDay(let day):
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            return YearlyRule.Day.days(year, 1, 1) + day - 1 + (isLeap && day >= 60 ? 1 : 0)
        case .weekday(let weekday, let week, let month):
            let first = YearlyRule.Day.days(year, month, 1)
            // 1 January 1970 was a Thursday.
            let ahead = ((weekday - 4 - first) % 7 + 7) % 7
            let day = first + ahead + (week - 1) * 7
            let end = month == 12 ? YearlyRule.Day.days(year + 1, 1, 1) : YearlyRule.Day.days(year, month + 1, 1)
            return day < end ? day : day - 7
        }
    }

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        Int(Timestamp(Timestamp.Civil(year: year, month: month, day: day)).seconds / 86_400)
    }
}
