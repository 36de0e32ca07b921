internal import CallspoolCore

extension SimulationAudit.Rule {
    /// How often one number is called.
    static let limits = [Self(name: "attempts over all campaigns", faults: attemptLimits)]

    /// In no rolling day or week more attempts to one number than allowed, and none too soon after another.
    ///
    /// What the trunk failed does not count.
    private static func attemptLimits(_ evidence: SimulationEvidence) -> [String] {
        let limits = evidence.plan.settings.attemptLimits
        guard !limits.isOff else { return [] }
        // Whether one that heard nothing reached its callee is the program's to judge.
        let silent = Set(evidence.record.silent.map(\.id))
        let reached = evidence.record.placements.filter { placement in
            !placement.isRefused && !silent.contains(placement.id)
                && !(evidence.record.told[placement.id].map { isTrunk($0.outcome) } ?? false)
        }
        return Dictionary(grouping: reached, by: \.phoneNumber).sorted { $0.key < $1.key }
            .flatMap { number, all in
                all.indices.compactMap { place in fault(number, Array(all[..<place]), all[place], limits) }
            }
    }

    private static func fault(
        _ number: String,
        _ before: [SimulationRecord.Placement],
        _ last: SimulationRecord.Placement,
        _ limits: AttemptLimits
    ) -> String? {
        let day = 1 + before.count { last.at - $0.at < .seconds(86_400) }
        if let cap = limits.perDay, day > cap { return "\(number) was called \(day) times in a day, last \(last.id)" }
        let week = 1 + before.count { last.at - $0.at < .seconds(7 * 86_400) }
        if let cap = limits.perWeek, week > cap { return "\(number) was called \(week) times in a week" }
        guard let gap = limits.minGap, let soon = before.last(where: { last.at - $0.at < gap }) else { return nil }
        return "\(last.id) came \(last.at - soon.at) after \(soon.id)"
    }
}
