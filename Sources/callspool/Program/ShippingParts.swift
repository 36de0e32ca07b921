import CallspoolCore
import Logging
import Shipping
import Spool
import Stages

/// The shipping side's parts, and the right to ship.
struct ShippingParts: Sendable {
    let stage: ShipStage
    let notify: NotifyStage
    private let deliverer: HTTPDeliverer
    private let lock: SpoolLock

    /// Makes the parts; `nil` when another process ships from this spool.
    init?(
        _ spool: OpenSpool,
        _ outbox: any Outbox,
        _ clock: SystemClock,
        announcements: WakeSignal,
        log: Logger
    ) throws {
        guard let lock = try SpoolLock(spool.layout.shipLock) else { return nil }
        self.lock = lock
        let settings = spool.settings.shipping.located(in: spool.layout)
        let deliverer = try HTTPDeliverer(settings: settings, clock: clock, version: programVersion)
        self.deliverer = deliverer
        notify = NotifyStage(
            box: SpoolNotices(spool.layout, on: spool.disk),
            deliverer: deliverer,
            clock: clock,
            settings: settings,
            random: { Randomness.fraction() },
            logger: log
        )
        stage = ShipStage(
            outbox: outbox,
            deliverer: deliverer,
            clock: clock,
            settings: settings,
            announcements: announcements,
            random: { Randomness.fraction() },
            logger: log
        )
    }

    /// Ships what is due now, then closes the connections.
    ///
    /// What waits for another try is left to the next time, and everything when a signal to leave comes.
    func shipWhatIsDue() async throws {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask(on: StageThread("ship")) {
                await stage.run { $0 }
                await notify.run { $0 }
                return true
            }
            group.addTask {
                await LeavingSignals.listen { _ in
                    stage.drain()
                    notify.drain()
                }
                return false
            }
            while let isOver = await group.next() {
                if isOver { break }
            }
            group.cancelAll()
        }
        try await close()
    }

    /// Closes the connections.
    func close() async throws {
        try await deliverer.shutdown()
    }
}
