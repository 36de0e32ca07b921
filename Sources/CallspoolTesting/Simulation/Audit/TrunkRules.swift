internal import CallspoolCore

extension SimulationAudit.Rule {
    /// How the ways out are used.
    static let trunks = [
        Self(name: "concurrent calls of a trunk", faults: trunkConcurrency),
        Self(name: "calls per second of a trunk", faults: trunkPace),
        Self(name: "a dead trunk rests", faults: deadTrunk),
        Self(name: "a silent trunk uses up nobody's attempts", faults: silentTrunk),
        Self(name: "no burst", faults: burst),
        Self(name: "ten configuration faults suspend", faults: misconfigured),
    ]

    private static func trunkConcurrency(_ evidence: SimulationEvidence) -> [String] {
        let caps = Dictionary(evidence.plan.settings.trunks.map { ($0.name, $0.limits.concurrentCalls) }) { $1 }
        return evidence.record.placements.compactMap { placement in
            guard let cap = caps[placement.trunk] ?? nil, placement.liveOfTrunk > cap else { return nil }
            return "\(placement.id) is call \(placement.liveOfTrunk) of \(cap) at once through its trunk"
        }
    }

    private static func trunkPace(_ evidence: SimulationEvidence) -> [String] {
        evidence.plan.settings.trunks.flatMap { trunk in
            tooMany(
                evidence.record.placements.filter { $0.trunk == trunk.name },
                trunk.limits.callsPerSecond,
                "trunk \(trunk.name ?? "")"
            )
        }
    }

    /// After five failures in a row a trunk that is dead gets single calls, a minute apart at least.
    private static func deadTrunk(_ evidence: SimulationEvidence) -> [String] {
        guard let dead = evidence.plan.engine.dead, dead.outcome != .congestion else { return [] }
        // Calls of before may still show that it works.
        let from = dead.span.lowerBound + 120_000
        let tries = evidence.record.placements.filter { placement in
            placement.trunk == dead.trunk && placement.elapsed >= from && placement.elapsed < dead.span.upperBound
        }
        return Dictionary(grouping: tries, by: \.life).values
            .flatMap { tries in
                tries.indices.dropFirst(6).filter { tries[$0].elapsed - tries[$0 - 1].elapsed < 59_000 }
                    .map { "\(tries[$0].id) was placed \(tries[$0].elapsed - tries[$0 - 1].elapsed) ms after another" }
            }
    }

    /// The third call in a row that hears nothing of a trunk, and each after it, is the trunk's fault.
    private static func silentTrunk(_ evidence: SimulationEvidence) -> [String] {
        let habits = evidence.plan.engine
        // Only where every report comes, at once: others may be those of calls that were heard.
        guard let silent = habits.silent, habits.late == 0, habits.lost == 0, habits.doubled == 0 else { return [] }
        // Calls of before may still be heard.
        let from = silent.span.lowerBound + 120_000
        let ends = evidence.record.silent.filter { $0.elapsed >= from && $0.elapsed < silent.span.upperBound }
        let known = Dictionary(evidence.record.placements.map { ($0.id, $0) }) { first, _ in first }
        let outcomes = evidence.told.reduce(into: [String: Outcome]()) { outcomes, told in
            for entry in told.entries {
                guard case .ended(let index, let attempt, let result, _) = entry.event else { continue }
                outcomes["\(told.callID(index))/\(attempt)"] = result.outcome
            }
        }
        return Dictionary(grouping: ends, by: \.life).values
            .flatMap { ends in
                ends.dropFirst(2)
                    .compactMap { end in
                        guard let placement = known[end.id], placement.elapsed >= silent.span.lowerBound,
                            let outcome = outcomes["\(placement.callID)/\(placement.number)"], outcome == .noAnswer
                        else { return nil }
                        return "\(end.id) heard nothing, as those before, and counts against its callee"
                    }
            }
    }

    /// After a rest the first second holds a fifth of the cap at most.
    private static func burst(_ evidence: SimulationEvidence) -> [String] {
        guard let cap = evidence.plan.settings.limits.callsPerSecond else { return [] }
        let all = evidence.record.placements
        return all.indices.compactMap { place in
            let isFirst =
                place == 0 || all[place].life != all[place - 1].life
                // A rest is one by the program's clock, which may have been set back in it.
                || all[place].elapsed - all[place - 1].elapsed > 30_000
                    && all[place].at - all[place - 1].at > .seconds(30)
            guard isFirst else { return nil }
            let count = all[place...].count { $0.life == all[place].life && $0.elapsed < all[place].elapsed + 1000 }
            return count > max(1, Int(cap / 5))
                ? "\(count) calls came in the second from \(all[place].id) on, of \(cap) a second" : nil
        }
    }

    /// After ten outcomes in a row that say that the configuration is wrong nothing is placed before a resumption.
    private static func misconfigured(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told -> [String] in
            var (row, suspendedAt) = (0, Timestamp?.none)
            var faults: [String] = []
            for entry in told.entries {
                switch entry.event {
                case .ended(_, _, let result, _):
                    row = configuration.contains(result.outcome) ? row + 1 : 0
                    if row == 10 { suspendedAt = entry.at }
                case .resumed(let by) where by != "nobody":
                    row = 0
                    suspendedAt = nil
                case .dialing(let index, let attempt, _, _):
                    guard let suspendedAt else { continue }
                    faults.append("\(told.callID(index))-\(attempt) was placed after ten faults up to \(suspendedAt)")
                default: continue
                }
            }
            return faults
        }
    }

    private static let configuration: Set<Outcome> = [.mediaError, .notPermitted, .engineError]
}
