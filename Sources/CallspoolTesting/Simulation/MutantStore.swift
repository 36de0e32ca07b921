internal import CallspoolCore

/// A queue store that a defect has come between.
struct MutantStore: QueueStore {
    let store: any QueueStore
    let mutation: Mutation

    func discover(_ now: Timestamp) async throws { try await store.discover(now) }

    func claim(_ trunks: [String?], now: Timestamp) async throws {
        if mutation == .forgottenConfigurationFaults {
            let request = ControlRequest(.resume, "all", by: "nobody")
            for row in await store.backlog() {
                if case .suspended(let by) = row.hold, by.contains("in a row") {
                    _ = try await store.control(request, now: now)
                }
            }
            // What was recorded must be durable before anything is claimed.
            _ = await store.commit()
        }
        try await store.claim(trunks, now: now)
    }

    func record(_ facts: [CallFact], now: Timestamp) async throws {
        try await store.record(mutation == .unwantedForgotten ? facts.map(\.wanted) : facts, now: now)
    }

    func commit() async -> Commit { await store.commit() }

    func tidy(_ now: Timestamp) async throws { try await store.tidy(now) }

    func control(_ request: ControlRequest, now: Timestamp) async throws -> ControlAnswer {
        try await store.control(request, now: now)
    }

    func unaccounted() async -> [AttemptInProgress] { await store.unaccounted() }

    func stuck() async -> [AttemptInProgress] { await store.stuck() }

    func nextDue(_ now: Timestamp) async -> Timestamp? {
        let due = await store.nextDue(now)
        return mutation == .forgottenPostponed ? due.flatMap { $0 > now + .seconds(300) ? nil : $0 } : due
    }

    func backlog() async -> [CampaignBacklog] { await store.backlog() }

    func hold() async -> String? { await store.hold() }

    func lastDialing() async -> Timestamp? { await store.lastDialing() }
}

extension CallFact {
    /// The same, with a decline for an unwanted call.
    fileprivate var wanted: CallFact {
        guard case .ended(var result, let disposition) = event, result.outcome == .unwanted else { return self }
        result.outcome = .declined
        var fact = self
        fact.event = .ended(result, disposition)
        return fact
    }
}
