import ArgumentParser
import CallspoolCore
import Spool

/// What `results rebuild` does: the work itself when no program is at work, else it hands the request over, since the
/// status side is the writer of result files.
struct RebuildProgram {
    private static let pause = Duration.milliseconds(50)
    /// Two minutes: a million calls are told in some ten seconds.
    private static let looks = 2400

    let spool: OpenSpool

    /// Rebuilds the result files of a campaign, or waits until the program at work has done so.
    func rebuild(_ place: CampaignPlace) async throws {
        let requests = RebuildRequests(spool.layout, on: spool.disk)
        let name = place.folder.name
        if try rebuildHere(name) { return }
        try requests.put(name)
        for _ in 0..<RebuildProgram.looks {
            guard try requests.isPending(name) else { return }
            // The program at work may have left without having seen it.
            if try rebuildHere(name) { return try requests.done(name) }
            try await Task.sleep(for: RebuildProgram.pause)
        }
        Terminal.complain("the program at work has not answered yet; the request waits in \(spool.layout.control)")
        throw ExitCode.tryLater
    }

    /// Rebuilds when nobody else may write; `false` when a program is at work.
    private func rebuildHere(_ name: String) throws -> Bool {
        guard let lock = try SpoolLock(spool.layout.lock) else { return false }
        defer { withExtendedLifetime(lock) {} }
        // It may have moved to done/ meanwhile.
        guard let place = try SpoolReader(spool.layout, on: spool.disk).campaign(name) else { return true }
        try ResultsRebuild(spool.layout, on: spool.disk).rebuildAlone(place)
        return true
    }
}
