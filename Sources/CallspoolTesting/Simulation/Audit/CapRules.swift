internal import CallspoolCore

extension SimulationPlan {
    /// Whether nothing but caps holds calls.
    fileprivate var isFree: Bool {
        let hours = [settings.callingHours] + campaigns.map(\.hours)
        return hours.allSatisfy { $0 == nil } && settings.attemptLimits.isOff
            && settings.doNotCall == DoNotCallSettings()
            && settings.trunks.count == 1
    }
}

extension SimulationAudit.Rule {
    /// What is never exceeded.
    static let caps = [
        Self(name: "concurrent calls", faults: concurrentCalls),
        Self(name: "calls per second", faults: callsPerSecond),
        Self(name: "attempts", faults: attempts),
        Self(name: "shares", faults: shares),
    ]

    private static func concurrentCalls(_ evidence: SimulationEvidence) -> [String] {
        let caps = Dictionary(uniqueKeysWithValues: evidence.plan.campaigns.map { ($0.name, $0.limits) })
        return evidence.record.placements.compactMap { placement in
            let all = evidence.plan.settings.limits.concurrentCalls ?? .max
            let own = caps[placement.campaign]?.concurrentCalls ?? .max
            if placement.live > all { return "\(placement.id) is call \(placement.live) of \(all) at once" }
            if placement.liveOfCampaign > own {
                return "\(placement.id) is call \(placement.liveOfCampaign) of \(own) at once of its campaign"
            }
            return nil
        }
    }

    private static func callsPerSecond(_ evidence: SimulationEvidence) -> [String] {
        let all = evidence.record.placements
        return tooMany(all, evidence.plan.settings.limits.callsPerSecond, "the spool")
            + evidence.told.flatMap { tooMany($0.placements, $0.plan.limits.callsPerSecond, $0.plan.name) }
    }

    /// No sliding second holds more than the cap; below one a second, no span of as many seconds more than one, in one
    /// life of the program: what it placed before, a new one does not know.
    static func tooMany(_ all: [SimulationRecord.Placement], _ cap: Double?, _ whose: String) -> [String] {
        guard let cap else { return [] }
        let (count, span) = cap >= 1 ? (Int(cap), Int64(1000)) : (1, Int64(1000 / cap))
        return all.indices.dropFirst(count)
            .filter { place in
                // In milliseconds both ways, so that one is granted for the rounding.
                (cap >= 1 || all[place].life == all[place - count].life)
                    && all[place].elapsed - all[place - count].elapsed < span - 1
            }
            .map { place in
                "\(all[place].id) came \(all[place].elapsed - all[place - count].elapsed) ms after the call that was"
                    + " \(count) before, and \(whose) may have \(cap) a second"
            }
    }

    /// No more attempts than the campaign allows reach a callee, and no more fail by the trunk than the settings allow.
    private static func attempts(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told -> [String] in
            var faults: [String] = []
            for (call, placements) in Dictionary(grouping: told.placements, by: \.callID)
                .sorted(by: { $0.key < $1.key })
            {
                let trunk = placements.count { placement in
                    placement.isRefused || evidence.record.told[placement.id].map { isTrunk($0.outcome) } ?? false
                }
                // Of those that heard nothing it is the program's to judge whose fault it was.
                let silent = placements.count { placement in evidence.record.silent.contains { $0.id == placement.id } }
                let counted = placements.count - trunk - silent
                if counted > told.plan.maxRetries + 1 { faults.append("\(call) was attempted \(counted) times") }
                if trunk > evidence.plan.settings.trunkRetry.times + 1 {
                    faults.append("\(call) was tried \(trunk) times in spite of the trunk")
                }
            }
            return faults
        }
    }

    static func isTrunk(_ outcome: Outcome) -> Bool {
        [.blocked, .congestion, .carrierError, .mediaError, .notPermitted, .engineError].contains(outcome)
    }

    /// While two campaigns both have numbers that were never called, their calls keep to their weights.
    ///
    /// Only where nothing else holds a campaign: no own caps, no start, nobody's request, no death.
    private static func shares(_ evidence: SimulationEvidence) -> [String] {
        let isQuiet = evidence.plan.events.allSatisfy { event in
            switch event.what {
            case .drop, .request(.resume, _, _): true
            default: false
            }
        }
        guard isQuiet, evidence.plan.isFree,
            evidence.plan.engine == SimulationPlan.EngineHabits(hasRecords: evidence.plan.engine.hasRecords)
        else { return [] }
        let free = evidence.told.filter {
            $0.plan.limits == PaceLimits() && $0.plan.start == nil && $0.plan.expires == nil
        }
        return free.indices.flatMap { one in
            free.indices.dropFirst(one + 1).compactMap { other in unfair(free[one], free[other], evidence) }
        }
    }

    private static func unfair(
        _ one: SimulationEvidence.Told,
        _ other: SimulationEvidence.Told,
        _ evidence: SimulationEvidence
    ) -> String? {
        let pair = [one, other]
        guard let begin = pair.compactMap({ $0.placements.first?.order }).max(),
            let end = pair.compactMap({ told in told.placements.last { $0.number == 1 }?.order }).min(), begin < end
        else { return nil }
        let turns = pair.map { told in
            Double(told.placements.count { $0.order >= begin && $0.order <= end }) / Double(told.plan.priority)
        }
        // A turn of each, and one of the lightest that a newcomer may be ahead.
        let bound = 1 / Double(one.plan.priority) + 1 / Double(other.plan.priority) + 1
        guard abs(turns[0] - turns[1]) > bound else { return nil }
        return "\(one.plan.name) had \(turns[0]) turns while \(other.plan.name) had \(turns[1])"
    }
}
