import CallspoolCore
import CallspoolTesting
import Logging
import Stages
import Synchronization
import Testing

@Suite("The notifying stage", .onOneThread)
struct NotifyStageTests {
    private func notice(_ id: String, _ url: String = "http://one/") -> WaitingNotice {
        WaitingNotice(Notice(id: id, subject: "s", url: url, secrets: [], body: []), dueAt: Timestamp(milliseconds: 0))
    }

    private func stage(_ box: PaperBox, _ receiver: PaperReceiver, _ clock: VirtualClock) -> NotifyStage {
        var log = Logger(label: "test")
        log.logLevel = .critical
        return NotifyStage(
            box: box,
            deliverer: receiver,
            clock: clock,
            settings: ShippingSettings(),
            random: { 0.5 },
            logger: log
        )
    }

    @Test("delivers what there is in its order, and leaves when nothing is due any more")
    func delivers() async {
        let (box, receiver, clock) = (PaperBox([notice("1"), notice("2")]), PaperReceiver(), VirtualClock())
        await stage(box, receiver, clock).run { $0 }
        #expect(receiver.ids == ["1", "2"])
        #expect(box.deliveryResults == ["1": .taken(httpStatus: 200), "2": .taken(httpStatus: 200)])
    }

    @Test("tries again by the schedule, waits for it up to the horizon, and not past it")
    func schedule() async {
        let (box, receiver, clock) = (PaperBox([notice("1")]), PaperReceiver(failing: 2), VirtualClock())
        let horizon = clock.now + .seconds(400)
        let stage = stage(box, receiver, clock)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stage.run { _ in horizon } }
            group.addTask { while !Task.isCancelled { await clock.step() } }
            await group.next()
            group.cancelAll()
        }
        #expect(receiver.ids == ["1", "1", "1"], "5 s and 5 min lie before the horizon")
        #expect(box.deliveryResults["1"] == .taken(httpStatus: 200))
    }

    @Test("a receiver that hangs holds up no other host; a drain leaves it, and it is sent again next time")
    func hangs() async {
        let box = PaperBox([notice("1", "http://hangs/"), notice("2", "http://hangs/"), notice("3", "http://other/")])
        let (receiver, clock) = (PaperReceiver(), VirtualClock())
        let stage = stage(box, receiver, clock)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stage.run { _ in ShipStage.never } }
            while box.deliveryResults["3"] == nil { await Task.yield() }
            stage.drain()
            await group.waitForAll()
        }
        #expect(Set(receiver.ids) == ["1", "3"], "two at once to one host")
        #expect(box.putBack == ["1"])
    }
}

/// Notices in memory.
private final class PaperBox: NoticeBox {
    private struct State {
        var waiting: [WaitingNotice]
        var deliveryResults: [String: DeliveryResult] = [:]
        var putBack: [String] = []
    }

    private let state: Mutex<State>

    init(_ notices: [WaitingNotice]) { state = Mutex(State(waiting: notices)) }

    var deliveryResults: [String: DeliveryResult] { state.withLock { $0.deliveryResults } }
    var putBack: [String] { state.withLock { $0.putBack } }

    func refresh(now: Timestamp) throws(OutboxError) {}

    func take(now: Timestamp, except hosts: Set<String>) -> WaitingNotice? {
        state.withLock { state in
            let place = state.waiting.firstIndex { $0.dueAt <= now && !hosts.contains($0.host) }
            return place.map { state.waiting.remove(at: $0) }
        }
    }

    func nextDue(except hosts: Set<String>) -> Timestamp? {
        state.withLock { $0.waiting.filter { !hosts.contains($0.host) }.map(\.dueAt).min() }
    }

    func note(_ result: DeliveryResult?, of notice: WaitingNotice, now: Timestamp) throws(OutboxError) {
        state.withLock { state in
            state.deliveryResults[notice.notice.id] = result
            guard let result else { return state.putBack.append(notice.notice.id) }
            guard case .retry(let at, _) = result else { return }
            state.waiting.append(WaitingNotice(notice.notice, tries: notice.tries + 1, dueAt: at))
        }
    }

    func warnings() -> [String] { [] }
}

/// A receiver that fails a few times, or hangs.
private final class PaperReceiver: Deliverer {
    private let seen = Mutex<[String]>([])
    private let failing: Int

    init(failing: Int = 0) { self.failing = failing }

    var ids: [String] { seen.withLock { $0 } }

    func deliver(_ delivery: Delivery) async -> DeliveryAnswer {
        let count = seen.withLock { seen in
            seen.append(delivery.id ?? "")
            return seen.count
        }
        if delivery.target.url.contains("hangs") {
            await WakeSignal().wait()
            return .abandoned
        }
        return count <= failing ? .status(503, retryAfter: nil) : .status(200, retryAfter: nil)
    }
}
