import CallspoolCore
import CallspoolTesting
import Logging
import Stages
import Synchronization
import Testing

@Suite("The dialling stage", .onOneThread)
struct DialStageTests {
    /// A stage over scripted parts, on a clock that the test moves.
    private struct Rig {
        let clock = VirtualClock()
        let store: ScriptedStore
        let desk: ScriptedDesk
        let dialer: ScriptedDialer
        let stage: DialStage

        init(
            _ numbers: Int32,
            inquiry: Inquiry = .live,
            _ answer: @escaping @Sendable (Attempt) -> ScriptedDialer.Answer = { _ in .end(.answered) }
        ) {
            let campaignRef = CampaignRef(Campaign(name: "sample"))
            store = ScriptedStore((0..<numbers).map { .sample(index: $0 + 1, campaignRef: campaignRef) })
            desk = ScriptedDesk(store)
            dialer = ScriptedDialer(clock: clock, inquiry: inquiry, answer)
            var settings = Settings()
            settings.limits = PaceLimits(callsPerSecond: nil, concurrentCalls: 4)
            var log = Logger(label: "test")
            log.logLevel = .critical
            stage = DialStage(store: store, dialer: dialer, desk: desk, settings: settings, clock: clock, log: log)
            dialer.connect(stage.reporting)
        }

        /// Runs the stage as a tick does, beside a body that watches it.
        func run(_ body: @escaping @Sendable (Rig) async -> Void = { _ in }) async {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await stage.run { _, due in due == nil } }
                group.addTask { await body(self) }
                await group.waitForAll()
            }
        }

        /// Lets time pass until something is so; says so when it never is.
        func until(_ what: String, _ isSo: (ScriptedStore.State) -> Bool) async {
            for _ in 0..<2000 {
                if store.state.withLock({ isSo($0) }) { return }
                await clock.step()
            }
            Issue.record("it never came to this: \(what)")
        }

        /// Waits until the engine has so many attempts: it gets them a moment after they are in progress.
        func placed(_ count: Int) async {
            while dialer.placed.withLock({ $0.count }) < count { await Task.yield() }
        }
    }

    @Test("a tick dials everything that is due, records every end, and leaves")
    func tick() async {
        let rig = Rig(10)
        await rig.run()
        #expect(rig.dialer.placed.withLock { $0.count } == 10)
        #expect(rig.store.state.withLock { $0.inProgress } == 0)
        #expect(rig.store.state.withLock { $0.durableFacts } == 10)
    }

    @Test("a tick whose calls are all refused records that before it leaves")
    func refused() async {
        let rig = Rig(3) { _ in .refuse }
        await rig.run()
        let facts = rig.store.state.withLock { $0.facts }
        #expect(facts.count == 3)
        #expect(rig.store.state.withLock { $0.inProgress } == 0, "left as if they were in progress")
    }

    @Test("a disk in trouble gets no new calls; when it is well again they go on")
    func trouble() async {
        let rig = Rig(5)
        rig.store.state.withLock { $0.commitFailure = StoreError(.full, "no room") }
        await rig.run { rig in
            await rig.until("it tried again") { $0.commits >= 4 }
            #expect(rig.dialer.placed.withLock { $0.isEmpty })
            #expect(rig.store.state.withLock { $0.claims } == 1, "claimed while the disk was in trouble")
            rig.store.state.withLock { $0.commitFailure = nil }
            await rig.until("everything ended") { $0.durableFacts == 5 }
        }
        #expect(rig.dialer.placed.withLock { $0.count } == 5)
    }

    @Test("a store that throws is skipped for a while, not asked again at once")
    func throwing() async {
        let rig = Rig(2)
        rig.store.state.withLock { $0.claimFailure = StoreError(.corrupt, "a line is damaged") }
        await rig.run { rig in
            let begin = rig.clock.now
            await rig.until("it tried twice") { $0.claims >= 2 }
            #expect(rig.clock.now > begin, "it tried again without any time passing")
            rig.store.state.withLock { $0.claimFailure = nil }
            await rig.until("everything ended") { $0.durableFacts == 2 }
        }
    }

    @Test("what a store could not record is handed to it again: refusals and reports")
    func recordAgain() async {
        let rig = Rig(3) { $0.key.index == 1 ? .refuse : .end(.busy) }
        rig.store.state.withLock { $0.recordFailures = Array(repeating: StoreError(.unavailable, "no disk"), count: 3) }
        await rig.run { rig in
            await rig.until("it tried as often as it failed") { $0.recordFailures.isEmpty }
            await rig.until("every call has its end") { $0.durableFacts == 3 }
        }
        let facts = rig.store.state.withLock { $0.facts }
        #expect(facts.map(\.key.index).sorted() == [1, 2, 3], "a fact is lost, or recorded twice")
        #expect(rig.store.state.withLock { $0.inProgress } == 0)
    }

    @Test("a request that could not be carried out is tried again, and those behind it are not lost")
    func requestAgain() async {
        let rig = Rig(1) { _ in .silence }
        await rig.run { rig in
            await rig.until("the call is claimed") { $0.inProgress == 1 }
            await rig.placed(1)
            rig.store.state.withLock { $0.controlFailures = [StoreError(.unavailable, "no disk")] }
            rig.stage.take([ControlRequest(.suspend, "sample", by: "x"), ControlRequest(.resume, "sample", by: "x")])
            await rig.until("both were carried out") { $0.durableRequests == 2 }
            for attempt in rig.dialer.placed.withLock({ $0 }) { rig.dialer.end(attempt, .busy) }
        }
        let actions = rig.store.state.withLock { $0.requests.map(\.action) }
        #expect(actions == [.suspend, .resume])
    }

    @Test("campaigns that could not be looked for are looked for again")
    func discovery() async {
        let rig = Rig(0)
        rig.store.state.withLock { $0.discoverFailure = StoreError(.unavailable, "the disk fails") }
        let isOver = Flag()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await rig.stage.run { _, _ in isOver.isSet } }
            group.addTask {
                await rig.until("it looked again by itself") { $0.discoveries >= 2 }
                rig.store.state.withLock { $0.discoverFailure = nil }
                isOver.set()
                rig.stage.campaignsArrived()
            }
            await group.waitForAll()
        }
    }

    @Test("a request is done only when it is durable")
    func requests() async {
        let rig = Rig(1) { _ in .silence }
        await rig.run { rig in
            await rig.until("the call is claimed") { $0.inProgress == 1 }
            await rig.placed(1)
            rig.store.state.withLock { $0.commitFailure = StoreError(.full, "no room") }
            rig.stage.take([ControlRequest(.stop, "sample", by: "x")])
            await rig.until("it was carried out") { $0.requests.count == 1 }
            await rig.clock.step()
            #expect(rig.desk.done.withLock { $0.isEmpty })
            rig.store.state.withLock { $0.commitFailure = nil }
            await rig.until("it is durable") { $0.durableRequests == 1 }
            for attempt in rig.dialer.placed.withLock({ $0 }) { rig.dialer.end(attempt, .busy) }
        }
        #expect(rig.desk.done.withLock { $0 } == [1])
    }

    @Test("a drain places nothing more, waits for the calls in progress, and leaves")
    func drain() async {
        let rig = Rig(10) { _ in .silence }
        await rig.run { rig in
            await rig.until("the first calls are claimed") { $0.inProgress == 4 }
            await rig.placed(4)
            rig.stage.drain(grace: .seconds(3600))
            for attempt in rig.dialer.placed.withLock({ $0 }) { rig.dialer.end(attempt, .answered) }
        }
        #expect(rig.dialer.placed.withLock { $0.count } == 4)
        #expect(rig.store.state.withLock { $0.inProgress } == 0)
    }

    @Test("a drain whose grace is over leaves with calls in progress")
    func graceOver() async {
        let rig = Rig(2) { _ in .silence }
        await rig.run { rig in
            await rig.until("the calls are placed") { $0.inProgress == 2 }
            rig.stage.drain(grace: .seconds(5))
            for _ in 0..<20 { await rig.clock.step() }
        }
        #expect(rig.store.state.withLock { $0.inProgress } == 2)
    }

    @Test(
        "a stuck call is asked about at the start, and once more when the engine is back; what is known then settles it"
    )
    func recalled() async {
        let rig = Rig(0, inquiry: .unknown)
        let stuck = AttemptInProgress(attempt: .sample(), dialedAt: rig.clock.now - .seconds(100))
        rig.store.state.withLock { $0.stuck = [stuck] }
        let isOver = Flag()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await rig.stage.run { _, _ in isOver.isSet } }
            group.addTask {
                while rig.dialer.asked.withLock({ $0 }) == 0 { await Task.yield() }
                #expect(rig.store.state.withLock { $0.facts.isEmpty })
                rig.dialer.inquiry.withLock { $0 = .ended(AttemptEnd(outcome: .busy), at: rig.clock.now) }
                rig.stage.engineReturned()
                await rig.until("it is settled") { $0.durableFacts == 1 }
                isOver.set()
                rig.stage.wake()
            }
            await group.waitForAll()
        }
        guard case .settled(_, _, by: "engine") = rig.store.state.withLock({ $0.facts.first?.event }) else {
            return #expect(Bool(false), "it was not settled")
        }
    }

    @Test("what the previous run left is asked about, and settled or lost", arguments: [Inquiry.unknown, .neverPlaced])
    func adopted(inquiry: Inquiry) async {
        let rig = Rig(0, inquiry: inquiry)
        let left = AttemptInProgress(attempt: .sample(), dialedAt: rig.clock.now - .seconds(100))
        rig.store.state.withLock { $0.unaccounted = [left] }
        await rig.run()
        #expect(rig.store.state.withLock { $0.durableFacts } == 1)
        #expect(rig.store.state.withLock { $0.inProgress } == 0)
        #expect(rig.dialer.placed.withLock { $0.isEmpty })
    }
}

/// Something that becomes so.
private final class Flag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    func set() { value.withLock { $0 = true } }
}
