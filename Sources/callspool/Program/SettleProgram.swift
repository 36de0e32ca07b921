import ArgumentParser
import CallspoolCore
import Spool

/// Settles stuck calls: through the running program, or by itself when none is.
struct SettleProgram {
    /// How many calls go into one request.
    private static let callsAtOnce = 1000

    let spool: OpenSpool

    /// The stuck calls of a campaign, or of all that are queued.
    ///
    /// - Throws: `ExitCode.usage` when there is no such campaign.
    func stuckCalls(_ campaign: String?) throws -> [StuckRow] {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        if let campaign, try reader.campaign(campaign) == nil {
            Terminal.warn("there is no campaign `\(campaign)` in \(spool.layout.root)")
            throw ExitCode.usage
        }
        // What a program had in progress that was killed is nobody's any more.
        let isRunning = try reader.isProgramAtWork()
        return try reader.campaigns()
            .filter { !$0.isDone && (campaign ?? $0.folder.name) == $0.folder.name }
            .flatMap { try reader.stuckCalls($0, isRunning: isRunning) }
    }

    /// The campaigns in the queue.
    func campaignNames() throws -> [String] {
        try SpoolReader(spool.layout, on: spool.disk).campaigns().filter { !$0.isDone }.map(\.folder.name)
    }

    /// Settles calls.
    ///
    /// - Returns: the calls that were settled; one that is not stuck any more is left out.
    func carryOut(_ settlements: [Settlement]) async throws -> Set<String> {
        guard !settlements.isEmpty else { return [] }
        let requests = stride(from: 0, to: settlements.count, by: SettleProgram.callsAtOnce)
            .map { start in
                let some = settlements[start...].prefix(SettleProgram.callsAtOnce)
                let name = "settle-\(Randomness.word(8))"
                return ControlRequest(.settle, name, by: Person.name, settlements: Array(some))
            }
        let places = try SpoolReader(spool.layout, on: spool.disk).campaigns()
            .filter { place in
                !place.isDone && settlements.contains { $0.callID.hasPrefix(place.folder.name + "-") }
            }
        let tails = try places.map { try JournalTail($0, fromStart: false, on: spool.disk) }
        let control = ControlProgram(spool: spool)
        if let lock = try SpoolLock(spool.layout.lock) {
            // What goes back to the queue of a campaign that is stopped, or has expired, ends at once.
            _ = try await control.carryOutHere(
                requests,
                givingUp: settlements.map(\.callID),
                tidying: true
            )
            withExtendedLifetime(lock) {}
        } else {
            _ = try await control.handOver(requests, givingUp: settlements.map(\.callID))
        }
        return try settled(tails)
    }

    private func settled(_ tails: [JournalTail]) throws -> Set<String> {
        var calls: Set<String> = []
        for tail in tails {
            try tail.next { entry, job in
                if case .settled = entry.event, let job { calls.insert(job.callID) }
            }
        }
        return calls
    }
}
