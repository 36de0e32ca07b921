internal import CallspoolCore

/// What every queue store must make true, as a suite that is run against one: each rule gets a fresh rig.
///
/// The suite does not import a test framework; a test expects that `violations` returns none:
///
///     let violations = try await StoreConformance { … }.violations()
///     #expect(violations.isEmpty)
public struct StoreConformance: Sendable {
    private let rig: @Sendable () async throws -> StoreRig

    /// Makes the suite for one kind of store.
    ///
    /// - Parameter rig: makes fresh storage, and a store over it.
    public init(rig: @escaping @Sendable () async throws -> StoreRig) {
        self.rig = rig
    }

    private typealias Rule = @Sendable (inout StoreTrial) async throws -> Void

    /// Runs every rule.
    ///
    /// - Returns: what was broken, each with its rule in front; empty for a store that conforms.
    /// - Throws: what making a rig throws.
    public func violations() async throws -> [String] {
        let rules: [(String, Rule)] = [
            ("a call is claimed once", claimedOnce), ("claims that were not committed are nobody's", uncommitted),
            ("what came out of commit is in progress after a crash", accounted),
            ("a failed commit undoes claims and keeps facts", failedCommit),
            ("an attempt keeps its trunk over a crash", trunks),
            ("first attempts in order, retries between them", order), ("no retry before it is due", dueTimes),
            ("no attempt before the start", notBeforeStart), ("none after the expiry", expiry),
            ("a suspended campaign rests", suspension), ("a stopped campaign is over", stopping),
            ("one call can be canceled", cancellation), ("a campaign finishes once", finishing),
            ("a lost call is held, or reported when wished", losing), ("campaigns share by weight", weights),
            ("a stuck call is settled once, whoever finds it out", settling),
            ("one that was not placed goes back to the queue", notPlaced),
            ("a campaign's own caps hold", caps), ("a request for nobody is answered so", strangers),
            ("added numbers come after the others", additions),
            ("a campaign that was over goes on with them", reopening),
            ("a suspended campaign stays so, a stopped one takes no calls", heldAdditions),
            ("a failed commit keeps what was added", failedAddition),
        ]
        var violations: [String] = []
        for (name, rule) in rules {
            var trial = try await StoreTrial(try await rig())
            do {
                try await rule(&trial)
            } catch {
                violations.append("\(name): it threw \(error)")
            }
            violations += trial.faults.map { "\(name): \($0)" }
        }
        return violations
    }
}
