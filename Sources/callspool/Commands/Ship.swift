import ArgumentParser
import CallspoolCore
import Foundation
import Logging
import Spool
import Stages
import UnixSignals

struct Ship: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ship the status records that are outstanding, and nothing else.",
        discussion: "Returns when nothing is due any more; records that wait for another try are left to the next time."
    )

    @OptionGroup var options: SpoolOptions

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            let earliest = try SpoolReader(spool.layout, on: spool.disk).latest()
            let clock = SystemClock(speed: spool.settings.speed, notBefore: earliest)
            var log = Logger(label: "callspool") { _ in ErrorLogHandler(logLevel: .notice, now: { clock.now }) }
            log.logLevel = Terminal.isError ? .notice : .warning
            let parts = try ShippingParts(
                spool.layout,
                spool.disk,
                spool.settings,
                clock,
                announcements: Bell(),
                log: log
            )
            guard let parts else {
                if Terminal.isError { Terminal.remark("another callspool ships from \(spool.layout.root) already") }
                return
            }
            await withTaskGroup(of: Bool.self) { group in
                group.addTask(executorPreference: StageThread("ship")) {
                    // What is due now; what waits for another try is left to the next time.
                    await parts.stage.run { $0 }
                    return true
                }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { parts.stage.drain() }
                    return false
                }
                while let isOver = await group.next() {
                    if isOver { break }
                }
                group.cancelAll()
            }
            try await parts.close()
        }
    }
}
