internal import CallspoolCore
internal import Foundation
internal import Spool
internal import Synchronization

/// What is there whether the program lives or not: the disk, the time, and the record of what happened.
final class SimulatedWorld: Sendable {
    struct Life: Sendable {
        var number = 0
        /// The program dies at a placing, so many from now.
        var placingsLeft: Int?
        var isLastHeard = false
        /// Whether nothing goes wrong any more.
        var isCalm = false
    }

    static let layout = SpoolLayout(root: "/spool")

    let plan: SimulationPlan
    let isTraced: Bool
    let disk: MemoryDisk
    /// What is in the logs, unless those are files.
    let logs: MemoryLogStorage?
    let clock: SimulationClock
    let record = Mutex(SimulationRecord())
    let life = Mutex(Life())
    private let random: Mutex<SeededRandom>

    init(_ plan: SimulationPlan, logs: SimulatedLogs, isTraced: Bool) {
        let disk = MemoryDisk()
        self.disk = disk
        self.logs = logs == .files ? nil : MemoryLogStorage { !disk.isDead }
        self.plan = plan
        self.isTraced = isTraced
        clock = SimulationClock(plan.start)
        random = Mutex(SeededRandom(plan.seed &+ 0x5EED))
    }

    /// Whether the program is dead, though its tasks may still be running: nothing that they do has an effect.
    var isDead: Bool { disk.isDead }

    /// Draws from the run's own row.
    func draw<Result: Sendable>(_ body: (inout SeededRandom) -> Result) -> Result {
        random.withLock { body(&$0) }
    }

    /// Whether something goes wrong that is so likely.
    func goesWrong(_ odds: Double) -> Bool {
        guard odds > 0, !life.withLock({ $0.isCalm }) else { return false }
        return draw { $0.chance(odds) }
    }

    func note(_ words: @autoclosure () -> String) {
        guard isTraced else { return }
        let words = words()
        let (now, life) = (clock.now, life.withLock { $0.number })
        record.withLock { $0.trace.append("\(now.iso8601) life \(life): \(words)") }
    }

    func fault(_ words: String) {
        note("FAULT \(words)")
        record.withLock { $0.faults.append(words) }
    }

    func count(_ figure: String, _ count: Int = 1) {
        record.withLock { $0.count(figure, count) }
    }

    /// A word that the program takes for random.
    func word(_ length: Int) -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return draw { random in String((0..<length).map { _ in letters[random.draw(0...(letters.count - 1))] }) }
    }

    /// Whether a campaign's log durably contains a text; `callIDPrefix` is what its call ids begin with.
    func isDurable(_ text: String, inLogOf campaign: String, callIDPrefix: String) -> Bool {
        if let logs { return logs.contains(text, in: callIDPrefix) }
        return Data(disk.durable(SimulatedWorld.layout.campaign(campaign).journal)).range(of: Data(text.utf8)) != nil
    }
}
