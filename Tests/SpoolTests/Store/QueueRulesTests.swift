import CallspoolCore
import CallspoolTesting
import Spool
import Synchronization
import Testing

/// The rules that hold for every call, as the store applies them at the claim and writes them to the journal.
@Suite("The rules at the claim")
struct QueueRulesTests {
    private let disk = MemoryDisk()
    private let layout = PaperCampaign.layout
    /// 2026-11-24 13:46:40 UTC, a Tuesday: 08:46:40 in Boston, 14:46:40 in Berlin.
    private let now = Timestamp(seconds: 1_795_528_000)

    private func store(_ warnings: Warnings = Warnings(), _ change: (inout Settings) -> Void = { _ in })
        -> LogQueueStore
    {
        var settings = Settings()
        change(&settings)
        return LogQueueStore(
            layout,
            on: disk,
            tag: "paper",
            settings: settings,
            durability: Durability(waking: WakeSignal())
        ) { warnings.add($0) }
    }

    private func put(_ name: String, _ numbers: [String], _ change: (inout Campaign) -> Void = { _ in }) throws {
        var paper = PaperCampaign(name, numbers: numbers.count)
        paper.number = { numbers[$0 - 1] }
        change(&paper.campaign)
        try paper.put(on: disk)
    }

    private func claim(_ store: LogQueueStore, _ at: Timestamp, upTo limit: Int = 99) async throws -> [Attempt] {
        try await store.discover(at)
        try await store.claim(Array(repeating: nil, count: limit), now: at)
        let commit = await store.commit()
        #expect(commit.failure == nil)
        return commit.attempts
    }

    private func end(_ store: LogQueueStore, _ attempt: Attempt, _ outcome: Outcome, _ at: Timestamp)
        async throws
    {
        let result = AttemptResult(
            outcome: outcome,
            calleeType: outcome.usualCalleeType,
            codes: EngineCodes(sipStatus: outcome == .notPermitted ? 403 : nil),
            engine: "paper",
            dialedAt: at,
            endedAt: at
        )
        let next = Disposition.decide(
            outcome,
            tries: attempt.tries.adding(outcome),
            campaign: attempt.campaignRef.campaign,
            trunkRetry: TrunkRetry(),
            endedAt: at
        )
        let fact = CallFact(key: attempt.key, attempt: attempt.number, at: at, event: .ended(result, next))
        try await store.record([fact], now: at)
        #expect(await store.commit().failure == nil)
    }

    private func unwantedEnd(of attempt: Attempt) -> CallFact {
        let result = AttemptResult(
            outcome: .unwanted,
            calleeType: .none,
            codes: EngineCodes(),
            engine: "paper",
            dialedAt: now,
            endedAt: now
        )
        return CallFact(key: attempt.key, attempt: 1, at: now, event: .ended(result, .final(.failed)))
    }

    private func journal(_ campaign: String) throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        _ = try JournalReplay(layout.campaign(campaign).journal, on: disk) { line, _ in
            entries.append(try line.entry())
        }
        return entries
    }

    private func rejections(_ campaign: String) throws -> [Int: String] {
        var all: [Int: String] = [:]
        for entry in try journal(campaign) {
            if case .rejected(let index, let reason) = entry.event { all[index] = reason }
        }
        return all
    }

    @Test("a call outside its callee's hours waits for their opening, and those behind it go out")
    func hours() async throws {
        try put("spring", ["+16175551001", "+493012345678", "+16175551003"]) {
            $0.callingHours = CallingHours(from: 9 * 60, to: 20 * 60)
        }
        let store = store()
        #expect(try await claim(store, now).map(\.job.phoneNumber) == ["+493012345678"])
        let opens = Timestamp(seconds: 1_795_528_800)
        #expect(await store.nextDue(now) == opens)
        #expect(try await claim(store, opens - .milliseconds(1)).isEmpty)
        #expect(try await claim(store, opens).map(\.key.index) == [1, 3])
    }

    @Test("the spool's hours are an outer limit that no campaign widens")
    func outerLimit() async throws {
        try put("spring", ["+493012345678"]) { $0.callingHours = CallingHours(from: 0, to: 24 * 60) }
        let store = store { $0.callingHours = CallingHours(from: 16 * 60, to: 17 * 60) }
        #expect(try await claim(store, now).isEmpty)
        // 16:00 in Berlin.
        #expect(await store.nextDue(now) == Timestamp(seconds: 1_795_532_400))
    }

    @Test("a campaign whose hours name their zone rests as a whole")
    func fixedZone() async throws {
        try put("spring", (0..<50).map { "+1617555\(1001 + $0)" }) {
            $0.callingHours = CallingHours(from: 9 * 60, to: 20 * 60, zone: "Asia/Tokyo")
        }
        let store = store()
        #expect(try await claim(store, now).isEmpty)
        // Midnight UTC is nine in Tokyo.
        #expect(await store.nextDue(now) == Timestamp(seconds: 1_795_564_800))
    }

    @Test("a number that is listed while its campaign runs is not called any more, and says which line")
    func listedLater() async throws {
        try put("spring", ["+16175551001", "+16175551002", "+16175551003"])
        let store = store()
        #expect(try await claim(store, now, upTo: 1).count == 1)
        try disk.put(layout.root + "/do-not-call.txt", "# ours\n+1 617 555 1002\n")
        #expect(try await claim(store, now + .seconds(60)).map(\.key.index) == [3])
        let why = try #require(try rejections("spring")[2])
        #expect(why.contains("do-not-call.txt") && why.contains("line 2"), "\(why)")
        #expect(await store.backlog().first?.counts.rejected == 1)
    }

    @Test("a retry of a number that was listed meanwhile is not made")
    func listedBeforeRetry() async throws {
        try put("spring", ["+16175551001"])
        let store = store()
        let attempts = try await claim(store, now)
        let attempt = try #require(attempts.first)
        try await end(store, attempt, .busy, now)
        try disk.put(layout.root + "/do-not-call.txt", "+16175551001\n")
        #expect(try await claim(store, now + .seconds(600)).isEmpty)
        #expect(try rejections("spring").keys.sorted() == [1])
        // It was dialled, so it has failed: `rejected` are those never dialled.
        let counts = await store.backlog().first?.counts
        #expect(counts?.failed == 1 && counts?.rejected == 0)
    }

    @Test("a callee who asks not to be called again is on the spool's list before the journal says so")
    func unwanted() async throws {
        try put("spring", ["+16175551001"])
        try put("autumn", ["+16175551001"]) { $0.start = Timestamp(seconds: 1_795_528_060) }
        let store = store()
        let attempts = try await claim(store, now)
        let attempt = try #require(attempts.first)
        #expect(attempt.campaignRef.campaign.name == "spring")
        try await end(store, attempt, .unwanted, now)
        disk.crash(.synced)
        let list = String(decoding: disk.read(layout.root + "/do-not-call.txt"), as: UTF8.self)
        #expect(list.hasPrefix("+16175551001"), "\(list)")
        let next = self.store()
        #expect(try await claim(next, now + .seconds(60)).isEmpty)
        #expect(try rejections("autumn").keys.sorted() == [1])
    }

    @Test("who asks not to be called again is not called by another campaign in the same turn")
    func unwantedAtOnce() async throws {
        try put("spring", ["+16175551001"])
        try put("autumn", ["+16175551002", "+16175551001"])
        let store = store()
        let attempts = try await claim(store, now, upTo: 2)
        let attempt = try #require(attempts.first { $0.job.phoneNumber == "+16175551001" })
        // One turn: the report is recorded, the next call claimed, then all of it committed.
        let fact = unwantedEnd(of: attempt)
        try await store.record([fact], now: now)
        try await store.claim([nil], now: now)
        #expect(await store.commit().attempts.isEmpty)
        #expect(try rejections("autumn").keys.sorted() == [2])
    }

    @Test("an unwanted number that could not be listed holds the journal back, and is listed when there is room")
    func unwantedOnFullDisk() async throws {
        try put("spring", ["+16175551001", "+16175551002"])
        let store = store()
        let attempts = try await claim(store, now, upTo: 1)
        let attempt = try #require(attempts.first)
        disk.change { $0.room = 0 }
        let fact = unwantedEnd(of: attempt)
        try await store.record([fact], now: now)
        #expect(await store.commit().failure?.code == .full)
        #expect(await store.commit().failure?.code == .full)
        disk.change { $0.room = nil }
        #expect(await store.commit().failure == nil)
        disk.crash(.synced)
        let list = String(decoding: disk.read(layout.root + "/do-not-call.txt"), as: UTF8.self)
        #expect(list.contains("+16175551001"), "\(list)")
        let isTold = try journal("spring").contains { $0.event.name.description == "ended" }
        #expect(isTold)
    }

    @Test("an unwanted number that could not be read holds the journal back, and is listed when it can")
    func unwantedUnread() async throws {
        try put("spring", (1001...1300).map { "+1617555\($0)" })
        let ailing = AilingDisk(disk, layout.campaign("spring").jobs)
        let durability = Durability(waking: WakeSignal())
        let store = LogQueueStore(layout, on: ailing, tag: "paper", durability: durability) { _ in }
        // So many that the first one's job is not in memory any more.
        let attempts = try await claim(store, now, upTo: 290)
        let attempt = try #require(attempts.first)
        ailing.isUnreadable.withLock { $0 = true }
        try await store.record([unwantedEnd(of: attempt)], now: now)
        #expect(await store.commit().failure?.code == .unavailable)
        ailing.isUnreadable.withLock { $0 = false }
        #expect(await store.commit().failure == nil)
        let list = String(decoding: disk.read(layout.root + "/do-not-call.txt"), as: UTF8.self)
        #expect(list.contains("+16175551001"), "\(list)")
    }

    @Test("a list that is too old holds all calls, and says so")
    func stale() async throws {
        try put("spring", ["+16175551001"])
        try disk.put(layout.root + "/do-not-call.txt", "+16175551009\n")
        let warnings = Warnings()
        let store = store(warnings) { $0.doNotCall.maxAge = .seconds(31 * 86_400) }
        #expect(try await claim(store, now + .seconds(400 * 86_400)).isEmpty)
        #expect(await store.hold()?.contains("do-not-call.txt") == true)
        #expect(warnings.list.contains { $0.contains("held") })
        #expect(try rejections("spring").isEmpty)
    }

    @Test("ten configuration outcomes in a row suspend the campaign with the reason; resume goes on")
    func misconfigured() async throws {
        try put("spring", (0..<30).map { "+1617555\(1001 + $0)" })
        let warnings = Warnings()
        let store = store(warnings)
        let attempts = try await claim(store, now, upTo: 12)
        for (place, attempt) in attempts.enumerated() {
            try await end(store, attempt, place == 1 ? .busy : .notPermitted, now)
        }
        // The busy one broke the row: ten came after it.
        guard case .suspended(let why) = await store.backlog().first?.hold else {
            Issue.record("it is not suspended")
            return
        }
        #expect(why.contains("10 calls in a row") && why.contains("not_permitted, SIP 403"), "\(why)")
        // Who has nothing but cron's mail hears of it, once.
        #expect(warnings.list.filter { $0.contains("spring is suspended") }.count == 1, "\(warnings.list)")
        #expect(try await claim(store, now + .seconds(1)).isEmpty)
        _ = try await store.control(ControlRequest(.resume, "spring", by: "test"), now: now)
        #expect(try await claim(store, now + .seconds(1), upTo: 1).count == 1)
    }

    @Test("attempt limits hold over all campaigns, and what the trunk failed does not count")
    func limits() async throws {
        try put("one", ["+16175551001"]) { $0.retry.maxRetries = 0 }
        try put("two", ["+16175551001"])
        try put("three", ["+16175551001"])
        let change: (inout Settings) -> Void = { $0.attemptLimits = AttemptLimits(perDay: 2) }
        let store = store(Warnings(), change)
        let first = try await claim(store, now, upTo: 1)
        try await end(store, try #require(first.first), .congestion, now)
        #expect(try await claim(store, now + .seconds(1)).count == 2)
        #expect(try await claim(store, now + .seconds(61)).isEmpty)
        // A new process knows it from the journals.
        let next = self.store(Warnings(), change)
        #expect(try await claim(next, now + .seconds(61)).isEmpty)
        #expect(try await claim(next, now + .seconds(86_400)).isEmpty)
        #expect(try await claim(next, now + .seconds(86_401)).count == 1)
    }

    @Test("a call that expires unplaced says what held it")
    func expiredWithReason() async throws {
        try put("spring", ["+16175551001"]) {
            $0.callingHours = CallingHours(from: 9 * 60, to: 20 * 60)
            $0.expires = Timestamp(seconds: 1_795_528_300)
        }
        let store = store()
        #expect(try await claim(store, now).isEmpty)
        try await store.tidy(Timestamp(seconds: 1_795_528_300))
        _ = await store.commit()
        let reasons = try journal("spring")
            .compactMap { entry -> String? in
                if case .expired(_, let reason) = entry.event { return reason }
                return nil
            }
        #expect(reasons.count == 1)
        #expect(reasons.first?.contains("America/New_York") == true, "\(reasons)")
        #expect(reasons.first?.contains("+1617") == true, "\(reasons)")
    }

    @Test("what a claim rejected is undone with the claims when it cannot be recorded, and done again later")
    func rejectionUndone() async throws {
        try put("spring", ["+16175551001", "+16175551002", "+16175551003"])
        try disk.put(layout.root + "/do-not-call.txt", "+16175551002\n")
        let store = store()
        try await store.discover(now)
        disk.change { $0.room = 20 }
        try await store.claim([nil, nil], now: now)
        let commit = await store.commit()
        #expect(commit.failure != nil)
        #expect(commit.attempts.isEmpty)
        disk.change { $0.room = nil }
        #expect(try await claim(store, now + .seconds(1)).map(\.key.index) == [1, 3])
        #expect(try rejections("spring").keys.sorted() == [2])
        disk.crash(.synced)
        let next = self.store()
        try await next.discover(now)
        #expect(await next.backlog().first?.counts.rejected == 1)
        #expect(await next.unaccounted().count == 2)
    }

    @Test(
        "numbers that are closed are looked at once, some at a time, and hold up neither an open one nor another campaign"
    )
    func boundedLook() async throws {
        let closed = 12_000
        try put("spring", (0..<closed).map { "+1617555\(1001 + $0)" } + ["+493012345678"]) {
            $0.callingHours = CallingHours(from: 9 * 60, to: 20 * 60)
        }
        let store = store()
        try put("beside", ["+493012345679"])
        #expect(try await claim(store, now).map(\.job.phoneNumber) == ["+493012345679"])
        for _ in 0..<3 {
            #expect(await store.nextDue(now) == now)
            #expect(try await claim(store, now).isEmpty)
        }
        #expect(try await claim(store, now).map(\.job.phoneNumber) == ["+493012345678"])
        #expect(await store.nextDue(now) == Timestamp(seconds: 1_795_528_800))
    }
}
