import CallspoolCore
import Foundation
import Spool
import Stages

/// The pace of the running program, in lines under a table.
struct PaceLines {
    private let spool: OpenSpool

    init(_ spool: OpenSpool) {
        self.spool = spool
    }

    /// Writes the lines; none when nobody dials.
    func show() throws {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        guard let sight = try reader.pace(), isAlive(sight.process) else {
            // Nobody is running to say so.
            let hold = try reader.doNotCallHold(spool.settings, wall: SystemClock().wall)
            if let hold { Terminal.write("all calls are held: \(hold)\n") }
            return
        }
        Terminal.write("pace: \(sight.words)\n")
        if let hold = sight.hold { Terminal.write("calls are held: \(hold)\n") }
        guard sight.trunks.count > 1 || sight.trunks.contains(where: { $0.state != "Well." }) else { return }
        for trunk in sight.trunks { Terminal.write("\(trunk.words)\n") }
    }

    /// A file that a dead process left is nobody's pace.
    private func isAlive(_ process: Int) -> Bool {
        process > 0 && (kill(pid_t(clamping: process), 0) == 0 || errno == EPERM)
    }
}

extension PaceSight {
    fileprivate var words: String {
        var words = rate.map { "up to \($0.callsASecond)" } ?? "as many calls a second as the engine takes"
        if let cap = limits.callsPerSecond { words += " (cap \(cap.tenths))" }
        words += ", \(inProgress.grouped) in progress"
        if let cap = limits.concurrentCalls { words += " (cap \(cap.grouped))" }
        if let heldBy { words += "; held by: \(heldBy)" }
        if let rampsUntil { words += "; ramp until \(rampsUntil.clock)" }
        return words
    }
}

extension PaceSight.TrunkSight {
    fileprivate var words: String {
        "trunk \(name ?? "(the only one)"): \(state) Up to \(rate.callsASecond), \(inProgress.grouped) in progress."
    }
}

extension Double {
    /// A pace in words.
    fileprivate var callsASecond: String { "\(tenths) call\(tenths == "1" ? "" : "s") a second" }

    /// With one decimal where it is not whole.
    fileprivate var tenths: String {
        let tenths = (self * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }
}
