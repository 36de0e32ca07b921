internal import CallspoolCore
internal import Foundation

extension SimulationAudit.Rule {
    /// Rules whose parts are not in effect yet: they judge what a plan asks for, and until a plan draws it nothing.
    static let awaited = [
        Self(name: "calling hours", faults: callingHours),
        Self(name: "do not call", faults: doNotCall),
        Self(name: "attempts over all campaigns", faults: attemptLimits),
    ]

    /// A call is placed only when the wall clock of the zone is inside the window.
    private static func callingHours(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told -> [String] in
            guard let hours = told.plan.hours, let zone = TimeZone(identifier: hours.zone ?? told.plan.timezone) else {
                return []
            }
            return told.placements.filter { !isInside(hours, $0.at, zone) }
                .map { "\($0.id) was placed at \($0.at.iso8601), outside its window in \(zone.identifier)" }
        }
    }

    /// As a person reads a clock on the wall: a window over midnight belongs to the day on which it opens.
    static func isInside(_ hours: CallingHours, _ at: Timestamp, _ zone: TimeZone) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let date = Date(timeIntervalSince1970: Double(at.milliseconds) / 1000)
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        // Foundation's Sunday is 1, ISO's is 7.
        let day = ((parts.weekday ?? 1) + 5) % 7 + 1
        let dayBefore = (day + 5) % 7 + 1
        if hours.from <= hours.to { return hours.days.contains(day) && minute >= hours.from && minute < hours.to }
        return hours.days.contains(day) && minute >= hours.from
            || hours.days.contains(dayBefore) && minute < hours.to
    }

    private static func doNotCall(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told in
            told.placements.filter { told.plan.doNotCall.contains($0.phoneNumber) }
                .map { "\($0.id) was placed to \($0.phoneNumber), which is not to be called" }
        }
    }

    /// In no rolling day more attempts to one number than allowed, and none too soon after another.
    private static func attemptLimits(_ evidence: SimulationEvidence) -> [String] {
        let plan = evidence.plan
        guard plan.attemptsPerDay != nil || plan.attemptGap != nil else { return [] }
        return Dictionary(grouping: evidence.record.placements.filter { !$0.isRefused }, by: \.phoneNumber)
            .sorted { $0.key < $1.key }
            .flatMap { number, all in
                all.indices.compactMap { place -> String? in
                    let day = all[...place].count { all[place].at - $0.at < .seconds(86_400) }
                    if let cap = plan.attemptsPerDay, day > cap { return "\(number) was called \(day) times in a day" }
                    guard let gap = plan.attemptGap, place > 0, all[place].at - all[place - 1].at < gap else {
                        return nil
                    }
                    return "\(all[place].id) came too soon after \(all[place - 1].id)"
                }
            }
    }
}
