import CallspoolCore
import CallspoolTesting
import Spool
import Stages
import Synchronization
import Testing

@Suite("The shipping stage", .onOneThread)
struct ShipStageTests {
    private let spool: ShippingSpool
    private let clock = HurryingClock()

    init() throws {
        spool = try ShippingSpool()
        try spool.add("spring", url: "http://a.example/results")
    }

    private var settings: ShippingSettings {
        var settings = ShippingSettings()
        settings.schedule = [.seconds(5), .seconds(60)]
        return settings
    }

    @Test("A record that is never taken is tried by the schedule, then kept, and its campaign is done")
    func schedule() async throws {
        try spool.addRecords(1...1, to: "spring")
        try spool.finish("spring")
        let times = Mutex<[Timestamp]>([])
        let clock = clock
        let deliverer = ScriptedDeliverer { _ in
            times.withLock { $0.append(clock.now) }
            return .failed("no answer")
        }
        let log = LogBook()
        let stage = shipStage(spool, deliverer, clock, settings: settings, log: log)
        await stage.run(until: { $0 + .seconds(3600) })
        let tries = times.withLock { $0 }
        #expect(tries.count == 3)
        #expect(tries[1] - tries[0] >= .seconds(5) && tries[2] - tries[1] >= .seconds(60))
        #expect(try spool.lines("results/spring.undelivered.jsonl").count == 1)
        #expect(spool.exists("done/spring"))
        #expect(log.lines == ["warning: a delivery to http://a.example:80 failed, and is tried again: no answer"])
    }

    @Test("It returns when nothing is due up to the horizon, and leaves the rest")
    func horizon() async throws {
        try spool.addRecords(1...3, to: "spring")
        let deliverer = ScriptedDeliverer { _ in .failed("no answer") }
        let end = clock.now + .seconds(30)
        await shipStage(spool, deliverer, clock, settings: settings).run(until: { _ in end })
        #expect(deliverer.records.count == 6)
        #expect(clock.now <= end)
    }

    @Test("Records that are announced while it waits are shipped; asked to stop, it returns")
    func announced() async throws {
        try spool.addRecords(1...1, to: "spring")
        let deliverer = ScriptedDeliverer { _ in .status(200, retryAfter: nil) }
        let signal = WakeSignal()
        // Nothing but the signal can wake it: this clock stands still.
        let stage = shipStage(spool, deliverer, VirtualClock(), announcements: signal)
        try await withThrowingTaskGroup { group in
            group.addTask { await stage.run(until: { _ in ShipStage.never }) }
            var arrivals = deliverer.arrivals.makeAsyncIterator()
            #expect(await arrivals.next()?.n == 3)
            try spool.addRecords(2...2, to: "spring")
            signal.wake()
            #expect(await arrivals.next()?.n == 6)
            stage.drain()
            try await group.waitForAll()
        }
        #expect(try spool.lines("queue/spring/shipping.jsonl").count == 2)
    }

    @Test("Asked to stop, it makes no new request, and lets those in progress finish")
    func drain() async throws {
        try spool.addRecords(1...100, to: "spring")
        let gate = WakeSignal()
        var settings = settings
        settings.perHost = 1
        let deliverer = ScriptedDeliverer { _ in
            await gate.wait()
            return .status(200, retryAfter: nil)
        }
        let stage = shipStage(spool, deliverer, VirtualClock(), settings: settings)
        await withTaskGroup { group in
            group.addTask { await stage.run(until: { _ in ShipStage.never }) }
            for await _ in deliverer.arrivals { break }
            stage.drain()
            gate.wake()
            await group.waitForAll()
        }
        #expect(deliverer.records.count == 1)
        #expect(try spool.lines("queue/spring/shipping.jsonl").count == 1)
    }

    @Test("Requests that hang are abandoned a few seconds after it was asked to stop, and made again next time")
    func abandoned() async throws {
        try spool.addRecords(1...2, to: "spring")
        let hanging = ScriptedDeliverer { _ in await hang() }
        let clock = VirtualClock()
        let stage = shipStage(spool, hanging, clock)
        await withTaskGroup { group in
            group.addTask { await stage.run(until: { _ in ShipStage.never }) }
            var arrivals = hanging.arrivals.makeAsyncIterator()
            for _ in 1...2 { _ = await arrivals.next() }
            stage.drain()
            clock.advance(by: .seconds(5))
            await group.waitForAll()
        }
        let deliverer = ScriptedDeliverer { _ in .status(200, retryAfter: nil) }
        await shipStage(spool, deliverer, clock).run(until: { $0 })
        #expect(deliverer.records.map(\.n).sorted() == [3, 6])
        #expect(deliverer.records.allSatisfy { $0.tries == 0 })
    }

    @Test("Canceled and run again, it makes the abandoned requests again")
    func runAgain() async throws {
        try spool.addRecords(1...2, to: "spring")
        let hangs = Mutex(true)
        let deliverer = ScriptedDeliverer { _ in
            hangs.withLock(\.self) ? await hang() : .status(200, retryAfter: nil)
        }
        let stage = shipStage(spool, deliverer, VirtualClock())
        await withTaskGroup { group in
            group.addTask { await stage.run(until: { _ in ShipStage.never }) }
            var arrivals = deliverer.arrivals.makeAsyncIterator()
            for _ in 1...2 { _ = await arrivals.next() }
            group.cancelAll()
        }
        hangs.withLock { $0 = false }
        await stage.run(until: { $0 })
        #expect(deliverer.records.map(\.n).sorted() == [3, 3, 6, 6])
        #expect(try spool.lines("queue/spring/shipping.jsonl").count == 2)
    }

    @Test("No more requests are in progress at one host than its cap, whatever the number of campaigns")
    func cap() async throws {
        try spool.add("autumn", url: "http://A.example:80/other")
        for name in ["spring", "autumn"] { try spool.addRecords(1...200, to: name) }
        let inProgress = Mutex((now: 0, most: 0))
        let deliverer = ScriptedDeliverer { _ in
            inProgress.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            await Task.yield()
            inProgress.withLock { $0.now -= 1 }
            return .status(200, retryAfter: nil)
        }
        await shipStage(spool, deliverer, clock).run(until: { $0 })
        #expect(inProgress.withLock { $0.most } <= 8)
        #expect(deliverer.records.count == 400)
        let firstHalf = deliverer.records.prefix(200).map(\.target.url)
        #expect((90...110).contains(firstHalf.count { $0.contains("other") }))
    }

    @Test("A disk that fails is said once; when it works again everything goes on, and nothing is acknowledged twice")
    func diskTrouble() async throws {
        try spool.addRecords(1...20, to: "spring")
        try spool.finish("spring")
        let disk = MortalDisk(steps: 1)
        let clock = clock
        let start = clock.now
        let deliverer = ScriptedDeliverer { _ in .status(200, retryAfter: nil) }
        let log = LogBook()
        let stage = shipStage(spool, deliverer, clock, disk: disk, log: log)
        await stage.run(until: { now in
            if now > start + .seconds(20) { disk.revive(steps: 1000) }
            return start + .seconds(60)
        })
        #expect(log.lines.count { $0.contains("no space left") } == 1)
        #expect(log.lines.last?.contains("works again") == true)
        #expect(deliverer.records.count == 20)
        #expect(try spool.lines("done/spring/shipping.jsonl").count == 20)
    }
}
