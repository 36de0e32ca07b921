internal import CallspoolCore

/// One rule's work with a store: what it asks, and what it found wrong.
struct StoreTrial {
    let rig: StoreRig
    private(set) var store: any QueueStore
    private(set) var faults: [String] = []
    /// The rules' time begins here.
    let start = Timestamp(seconds: 1_795_000_000)

    init(_ rig: StoreRig) async throws {
        self.rig = rig
        store = try await rig.open()
    }

    mutating func expect(_ isSo: Bool, _ fault: @autoclosure () -> String) {
        if !isSo { faults.append(fault()) }
    }

    mutating func expect<Value: Equatable>(_ value: Value, is wanted: Value, _ what: String) {
        expect(value == wanted, "\(what): \(value), not \(wanted)")
    }

    /// Accepts a campaign and lets the store discover it.
    func accept(_ name: String, _ numbers: Int, _ change: (inout Campaign) -> Void = { _ in }) async throws -> String {
        var campaign = Campaign(name: name)
        campaign.retry.maxRetries = 3
        change(&campaign)
        let prefix = try await rig.accept(campaign, numbers)
        try await store.discover(start)
        return prefix
    }

    /// A new process over the same storage.
    mutating func crash() async throws {
        store = try await rig.open()
        try await store.discover(start)
    }

    /// Claims and commits.
    mutating func claim(_ limit: Int, _ now: Timestamp) async throws -> [Attempt] {
        try await store.claim(Array(repeating: nil, count: limit), now: now)
        let commit = await store.commit()
        if let failure = commit.failure { faults.append("a commit failed: \(failure)") }
        return commit.attempts
    }

    func end(_ attempt: Attempt, _ outcome: Outcome, _ disposition: Disposition, _ now: Timestamp) async throws {
        let result = self.result(outcome, now)
        let event = CallFact.Event.ended(result, disposition)
        try await store.record(
            [CallFact(key: attempt.key, attempt: attempt.number, at: now, event: event)],
            now: now
        )
    }

    func lose(_ attempt: Attempt, _ now: Timestamp) async throws {
        let event = CallFact.Event.lost(result(.unknown, now))
        try await store.record(
            [CallFact(key: attempt.key, attempt: attempt.number, at: now, event: event)],
            now: now
        )
    }

    func settle(
        _ attempt: Attempt,
        _ outcome: Outcome,
        _ disposition: Disposition,
        _ now: Timestamp
    ) async throws {
        let event = CallFact.Event.settled(result(outcome, now), disposition, by: "trial")
        try await store.record(
            [CallFact(key: attempt.key, attempt: attempt.number, at: now, event: event)],
            now: now
        )
    }

    private func result(_ outcome: Outcome, _ now: Timestamp) -> AttemptResult {
        AttemptResult(
            outcome: outcome,
            calleeType: outcome.usualCalleeType,
            codes: EngineCodes(),
            engine: "trial",
            dialedAt: now,
            endedAt: now
        )
    }

    mutating func commit() async {
        let commit = await store.commit()
        if let failure = commit.failure { faults.append("a commit failed: \(failure)") }
        if !commit.attempts.isEmpty { faults.append("attempts came out of a commit without a claim") }
    }

    /// Tidies and commits until a campaign is over, a bounded number of times.
    mutating func tidy(_ now: Timestamp) async throws {
        for _ in 0..<10 {
            try await store.tidy(now)
            await commit()
        }
    }

    func counts(_ name: String) async -> QueueCounts? {
        await store.backlog().first { $0.name == name }?.counts
    }
}

extension [Attempt] {
    /// The positions, in the order in which they came out.
    var indexes: [Int] { map { Int($0.key.index) } }
}
