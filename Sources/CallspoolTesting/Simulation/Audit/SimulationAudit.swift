internal import CallspoolCore

/// Judges a run: each rule is a function from what is known to what is wrong.
///
/// The rules go by the plan and by what truly happened, reckon in the plainest way, and use nothing of what they judge.
struct SimulationAudit {
    /// A rule, by the name under which it is reported.
    struct Rule: Sendable {
        var name: String
        var faults: @Sendable (SimulationEvidence) -> [String]
    }

    private let evidence: SimulationEvidence

    init(_ plan: SimulationPlan, _ record: SimulationRecord, _ disk: MemoryDisk) {
        evidence = SimulationEvidence(plan, record, disk)
    }

    /// What is wrong, the rule's name first.
    func faults() -> [String] {
        evidence.faults
            + (Rule.promises + Rule.additions + Rule.caps + Rule.times + Rule.hours + Rule.lists + Rule.limits
            + Rule.trunks)
            .flatMap { rule in rule.faults(evidence).map { "\(rule.name): \($0)" } }
    }
}
