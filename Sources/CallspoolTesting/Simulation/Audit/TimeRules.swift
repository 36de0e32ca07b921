internal import CallspoolCore

extension SimulationAudit.Rule {
    /// When calls may be made.
    static let times = [
        Self(name: "start", faults: start),
        Self(name: "expiry", faults: expiry),
        Self(name: "retry interval", faults: retryInterval),
        Self(name: "suspension", faults: suspension),
    ]

    private static func start(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told in
            told.placements
                .filter { $0.at < told.plan.start.map { moved($0, told.plan.expires, evidence.plan) } ?? $0.at }
                .map { "\($0.id) was placed before its campaign's start" }
        }
    }

    /// A start within five minutes of a full hour is a quarter past it, where that is asked for and the campaign has not
    /// expired by then; all zones of the plans are whole hours apart.
    private static func moved(_ start: Timestamp, _ expires: Timestamp?, _ plan: SimulationPlan) -> Timestamp {
        let past = start.seconds % 3600
        guard plan.settings.topOfHour == .shift, past <= 300 || past >= 3300 else { return start }
        let moved = Timestamp(seconds: (start.seconds + 300) / 3600 * 3600 + 900)
        return expires.map { moved < $0 } ?? true ? moved : start
    }

    private static func expiry(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told in
            told.placements.filter { placement in told.plan.expires.map { placement.at >= $0 } ?? false }
                .map { "\($0.id) was placed after its campaign's expiry" }
        }
    }

    /// No attempt comes earlier than the wait after the end of the one before.
    private static func retryInterval(_ evidence: SimulationEvidence) -> [String] {
        let trunkWait = evidence.plan.settings.trunkRetry.first
        return evidence.told.flatMap { told -> [String] in
            var last: [String: SimulationRecord.Placement] = [:]
            var faults: [String] = []
            for placement in told.placements {
                // Of one in between that was never placed, only the program knows when it ended.
                if let before = last[placement.callID], before.number + 1 == placement.number,
                    let end = evidence.record.told[before.id]
                {
                    let wait = min(trunkWait, told.plan.retryInterval)
                    // Of one that heard nothing it is the program's to judge whose fault it was.
                    let isSilent = evidence.record.silent.contains { $0.id == before.id }
                    let isCallee = [.busy, .noAnswer, .unreachable].contains(end.outcome) && !isSilent
                    if placement.at < end.at + (isCallee ? told.plan.retryInterval : wait) {
                        faults.append(
                            "\(placement.id) was placed \(placement.at - end.at) after the end of \(before.id)"
                        )
                    }
                }
                last[placement.callID] = placement
            }
            return faults
        }
    }

    /// From a suspension that was carried out until somebody asks for the resumption nothing is placed.
    private static func suspension(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told -> [String] in
            // One that came before the first call may have come before the campaign.
            let first = told.placements.first?.order ?? .max
            let carried = evidence.record.carried.filter { one in
                one.order > first && one.request.concerns(told.plan.name)
                    && !(one.request.action == .suspend && one.finished.contains(told.plan.name))
            }
            return carried.enumerated().filter { $0.element.request.action == .suspend }
                .flatMap { place, suspended in
                    let resumed = carried[place...].first { $0.request.action == .resume }?.asked ?? .max
                    return told.placements.filter { $0.order > suspended.order && $0.order < resumed }
                        .map { "\($0.id) was placed while \(told.plan.name) was suspended" }
                }
        }
    }
}
