internal import CallspoolCore
internal import Foundation

extension SimulationAudit.Rule {
    /// When callees may be called.
    static let hours = [Self(name: "calling hours", faults: callingHours)]

    /// A call is placed only when the clocks on the walls of all the callee's zones are inside all windows.
    private static func callingHours(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told -> [String] in
            let windows = [told.plan.hours, evidence.plan.settings.callingHours].compactMap { $0 }
            guard !windows.isEmpty else { return [] }
            return told.placements.compactMap { placement in
                closed(windows, placement.phoneNumber, placement.at)
                    .map { "\(placement.id) was placed at \(placement.at.iso8601), outside its window in \($0)" }
            }
        }
    }

    /// The zone in which a window is closed to a number, if there is one.
    static func closed(_ windows: [CallingHours], _ number: String, _ at: Timestamp) -> String? {
        for window in windows {
            for name in window.zone.map({ [$0] }) ?? PlannedNumber.zones(of: number) {
                guard let zone = Zone(name), isInside(window, at, zone) else { return name }
            }
        }
        return nil
    }

    /// As a person reads a clock on the wall: a window over midnight belongs to the day on which it opens.
    static func isInside(_ hours: CallingHours, _ at: Timestamp, _ zone: Zone) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = Date(timeIntervalSince1970: Double(zone.wall(at: at).milliseconds) / 1000)
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        // Foundation's Sunday is 1, ISO's is 7.
        let day = ((parts.weekday ?? 1) + 5) % 7 + 1
        let dayBefore = (day + 5) % 7 + 1
        if hours.from <= hours.to { return hours.days.contains(day) && minute >= hours.from && minute < hours.to }
        return hours.days.contains(day) && minute >= hours.from
            || hours.days.contains(dayBefore) && minute < hours.to
    }
}
