import CallspoolCore
import CallspoolTesting
import Logging
import Stages
import Synchronization
import Testing

@Suite("The shipping stage's look at the outbox", .onOneThread)
struct ShipStageLookTests {
    /// An outbox with nothing in it, that cannot be looked at the first time.
    private final class ShyOutbox: Outbox {
        let looks = Mutex<[Timestamp]>([])

        func refresh(now: Timestamp) throws(OutboxError) {
            let count = looks.withLock { looks in
                looks.append(now)
                return looks.count
            }
            if count == 1 { throw OutboxError("the disk fails") }
        }

        func backlog(now: Timestamp) -> Backlog { Backlog() }
        func take(from campaign: Int, now: Timestamp) throws(OutboxError) -> Delivery? { nil }
        func note(_ result: DeliveryResult, of delivery: Delivery, restsUntil: Timestamp?, now: Timestamp) -> Int { 0 }
        func putBack(_ delivery: Delivery) {}
        func histories() -> [(host: String, history: HostHistory)] { [] }
        func giveUp(at host: String, writtenBy instant: Timestamp) throws(OutboxError) {}
        func commit(now: Timestamp) throws(OutboxError) -> Bool { false }
        func closeFinished(now: Timestamp) throws(OutboxError) -> [String] { [] }
        func warnings() -> [String] { [] }
    }

    private struct Nobody: Deliverer {
        func deliver(_ delivery: Delivery) async -> DeliveryAnswer { .abandoned }
    }

    @Test(
        "What was announced is looked at again when it could not be, and not only when the next look is due by itself"
    )
    func again() async {
        let (clock, outbox) = (VirtualClock(), ShyOutbox())
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let stage = ShipStage(
            outbox: outbox,
            deliverer: Nobody(),
            clock: clock,
            settings: ShippingSettings(),
            announcements: WakeSignal(),
            random: { 0.5 },
            logger: logger,
            lookPause: .seconds(86_400)
        )
        let begin = clock.now
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stage.run { _ in ShipStage.never } }
            for _ in 0..<500 where outbox.looks.withLock({ $0.count }) < 2 { await clock.step() }
            stage.drain()
            await group.waitForAll()
        }
        let looks = outbox.looks.withLock { $0 }
        #expect(looks.count >= 2 && looks[1] - begin < .seconds(3600), "\(looks)")
    }
}
