internal import CallspoolCore

extension SimulationAudit.Rule {
    /// Who is not called at all.
    static let lists = [
        Self(name: "do not call", faults: doNotCall),
        Self(name: "unwanted", faults: unwanted),
        Self(name: "no list, no calls", faults: noListNoCalls),
    ]

    /// How often the lists are looked at, in milliseconds.
    private static let look: Int64 = 200

    private static func doNotCall(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told -> [String] in
            var since = Dictionary(told.plan.doNotCall.map { ($0, Int64(-1000)) }) { first, _ in first }
            for listing in evidence.record.listings where listing.campaign ?? told.plan.name == told.plan.name {
                since[listing.phoneNumber] = min(since[listing.phoneNumber] ?? .max, listing.elapsed)
            }
            return told.placements.filter { $0.elapsed > since[$0.phoneNumber].map { $0 + look } ?? .max }
                .map { "\($0.id) was placed to \($0.phoneNumber), which is not to be called" }
        }
    }

    /// Once it is recorded that somebody wants no more calls, no campaign calls that number.
    private static func unwanted(_ evidence: SimulationEvidence) -> [String] {
        var since: [String: Int64] = [:]
        for told in evidence.told {
            let recorded = told.recorded
            for placement in told.placements where recorded.contains("\(placement.callID)-\(placement.number)") {
                // As the engine told it, not as it was written down.
                guard let end = evidence.record.told[placement.id], end.outcome == .unwanted else { continue }
                since[placement.phoneNumber] = min(since[placement.phoneNumber] ?? .max, end.elapsed)
            }
        }
        return evidence.record.placements.filter { $0.elapsed > since[$0.phoneNumber] ?? .max }
            .map { "\($0.id) was placed to \($0.phoneNumber), where nobody wants a call" }
    }

    /// Nobody is called while the spool's list is older than it may be, or should be there and is not.
    private static func noListNoCalls(_ evidence: SimulationEvidence) -> [String] {
        let settings = evidence.plan.settings.doNotCall
        return evidence.record.placements.compactMap { placement in
            let isGone = evidence.record.listGone.contains { gone in
                placement.elapsed > gone.lowerBound + look && placement.elapsed < gone.upperBound
            }
            if isGone, settings.isNamed { return "\(placement.id) was placed while the list was not there" }
            guard let maxAge = settings.maxAge,
                let written = evidence.record.listWrites.last(where: { $0.elapsed <= placement.elapsed })
            else { return nil }
            // Written at the moment of the call, it may be that of before.
            return placement.at - written.at > maxAge ? "\(placement.id) was placed by a list that is too old" : nil
        }
    }
}

extension SimulationEvidence.Told {
    /// The attempts whose end is recorded: call id and number.
    fileprivate var recorded: Set<String> {
        Set(
            entries.compactMap { entry in
                guard case .ended(let index, let attempt, _, _) = entry.event else { return nil }
                return "\(callID(index))-\(attempt)"
            }
        )
    }
}
