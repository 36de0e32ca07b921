import CallspoolCore
import CallspoolTesting
import Logging
import Spool
import Stages
import Synchronization

/// A receiver without the network: says what a test says, and remembers what it was brought.
final class ScriptedDeliverer: Deliverer {
    private let script: @Sendable (Delivery) async -> DeliveryAnswer
    private let delivered = Mutex<[Delivery]>([])
    private let arrived: AsyncStream<Delivery>.Continuation
    /// The records, as they are brought.
    let arrivals: AsyncStream<Delivery>

    init(_ script: @escaping @Sendable (Delivery) async -> DeliveryAnswer) {
        self.script = script
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    /// What it was brought until now.
    var records: [Delivery] { delivered.withLock { $0 } }

    func deliver(_ delivery: Delivery) async -> DeliveryAnswer {
        delivered.withLock { $0.append(delivery) }
        arrived.yield(delivery)
        return await script(delivery)
    }
}

/// A clock on which whoever sleeps has slept at once.
final class HurryingClock: ProgramClock {
    private let instant: Mutex<Timestamp>

    init(_ now: Timestamp = Timestamp(seconds: 1_800_000_100)) {
        instant = Mutex(now)
    }

    var now: Timestamp { instant.withLock { $0 } }

    var wall: Timestamp { now }

    func sleep(until later: Timestamp) async throws {
        try Task.checkCancellation()
        instant.withLock { $0 = max($0, later) }
    }

    func pause(_ span: Duration) async throws { try await sleep(until: now + span) }
}

/// What was logged.
final class LogBook: Sendable {
    private let entries = Mutex<[String]>([])

    var lines: [String] { entries.withLock { $0 } }

    var logger: Logger { Logger(label: "test", factory: { _ in Page(book: self) }) }

    private struct Page: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.notice

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            book.entries.withLock { $0.append("\(event.level): \(event.message)") }
        }
    }
}

/// Waits for the task to be canceled, as a request to a receiver that hangs does.
func hang() async -> DeliveryAnswer {
    let signal = WakeSignal()
    await signal.wait()
    return .abandoned
}

/// A stage over a spool's folder, as a newly started process has it.
func shipStage(
    _ spool: ShippingSpool,
    _ deliverer: any Deliverer,
    _ clock: any ProgramClock,
    disk: any Disk = PosixDisk(),
    settings: ShippingSettings = ShippingSettings(),
    announcements: WakeSignal = WakeSignal(),
    log: LogBook = LogBook()
) -> ShipStage {
    let outbox = SpoolOutbox(layout: SpoolLayout(root: spool.root), disk: disk)
    return shipStage(outbox, deliverer, clock, settings: settings, announcements: announcements, log: log)
}

/// A stage over any outbox.
func shipStage(
    _ outbox: any Outbox,
    _ deliverer: any Deliverer,
    _ clock: any ProgramClock,
    settings: ShippingSettings = ShippingSettings(),
    announcements: WakeSignal = WakeSignal(),
    log: LogBook = LogBook()
) -> ShipStage {
    ShipStage(
        outbox: outbox,
        deliverer: deliverer,
        clock: clock,
        settings: settings,
        announcements: announcements,
        random: { 0.5 },
        logger: log.logger
    )
}
