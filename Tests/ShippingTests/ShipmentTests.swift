import CallspoolCore
import CallspoolTesting
import Logging
import Shipping
import Spool
import Stages
import Synchronization
import Testing

@Suite("From the status file to the receiver")
struct ShipmentTests {
    private let spool: ShippingSpool
    private let clock: VirtualClock

    init() throws {
        spool = try ShippingSpool()
        clock = VirtualClock(Timestamp(seconds: 1_800_000_100))
    }

    /// A shipping stage over the spool as a newly started process has it.
    private func stage(_ deliverer: HTTPDeliverer) -> ShipStage {
        ShipStage(
            outbox: SpoolOutbox(layout: SpoolLayout(root: spool.root), disk: PosixDisk()),
            deliverer: deliverer,
            clock: clock,
            settings: ShippingSettings(),
            announcements: WakeSignal(),
            random: { 0.5 },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// Ships what may be sent now, in a process of its own.
    private func tick() async throws {
        try await withDeliverer(clock: clock) { await stage($0).run(until: { $0 }) }
    }

    @Test("Every record arrives once, and the campaign is done")
    func all() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200)
        } _: { receiver in
            try spool.add("spring", url: receiver.url)
            try spool.addRecords(1...300, to: "spring")
            try spool.finish("spring")
            let lines = try spool.lines("results/spring.status.jsonl")
            try await tick()
            #expect(receiver.requests.map(\.text).sorted() == lines.sorted())
            #expect(Set(receiver.requests.map { $0.header("webhook-id") }).count == 300)
            #expect(spool.exists("done/spring/journal.jsonl"))
            try await tick()
            #expect(receiver.requests.count == 300)
        }
    }

    @Test("After a 500 the same id and the same body come again, when it is time and not before, also after a restart")
    func retry() async throws {
        let failures = Mutex(1)
        try await ScriptedReceiver.run { _ in
            failures.withLock { failures in
                defer { failures -= 1 }
                return .status(failures > 0 ? 500 : 200)
            }
        } _: { receiver in
            try spool.add("spring", url: receiver.url, secret: "whsec_AAAA")
            try spool.addRecords(1...1, to: "spring")
            try spool.finish("spring")
            try await tick()
            clock.advance(by: .milliseconds(4999))
            try await tick()
            #expect(receiver.requests.count == 1)
            clock.advance(by: .milliseconds(1))
            try await tick()
            #expect(receiver.requests.count == 2)
            let (first, second) = (receiver.requests[0], receiver.requests[1])
            #expect(first.body == second.body)
            #expect(first.header("webhook-id") == second.header("webhook-id"))
            #expect(first.header("webhook-signature") != second.header("webhook-signature"))
            #expect(spool.exists("done/spring"))
        }
    }

    @Test("Retry-After puts a record off")
    func retryAfter() async throws {
        try await ScriptedReceiver.run { _ in
            .status(429, headers: [("retry-after", "60")])
        } _: { receiver in
            try spool.add("spring", url: receiver.url)
            try spool.addRecords(1...1, to: "spring")
            try await tick()
            clock.advance(by: .seconds(59))
            try await tick()
            #expect(receiver.requests.count == 1)
            clock.advance(by: .seconds(1))
            try await tick()
            #expect(receiver.requests.count == 2)
        }
    }

    @Test("After a 410 nothing more is sent, and everything is kept")
    func gone() async throws {
        try await ScriptedReceiver.run { _ in
            .status(410)
        } _: { receiver in
            try spool.add("spring", url: receiver.url)
            try spool.addRecords(1...100, to: "spring")
            try spool.finish("spring")
            try await tick()
            #expect(receiver.requests.count <= ShippingSettings().perHost)
            #expect(try spool.lines("results/spring.undelivered.jsonl").count == 100)
            #expect(spool.exists("done/spring"))
        }
    }

    @Test("A receiver that hangs does not hold up another host")
    func hang() async throws {
        try await ScriptedReceiver.run { _ in
            .hang
        } _: { hanging in
            try await ScriptedReceiver.run { _ in
                .status(200)
            } _: { working in
                try spool.add("a", url: hanging.url)
                try spool.add("b", url: working.url)
                try spool.addRecords(1...50, to: "a")
                try spool.addRecords(1...50, to: "b")
                try await withDeliverer(clock: clock) { deliverer in
                    let stage = stage(deliverer)
                    await withTaskGroup { group in
                        group.addTask { await stage.run(until: { _ in ShipStage.never }) }
                        var count = 0
                        for await _ in working.arrivals {
                            count += 1
                            if count == 50 { break }
                        }
                        for await _ in hanging.arrivals { break }
                        group.cancelAll()
                    }
                }
                #expect(working.requests.count == 50)
                #expect(try spool.lines("queue/a/shipping.jsonl") == [])
            }
        }
    }
}
