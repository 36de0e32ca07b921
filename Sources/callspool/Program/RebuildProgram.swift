import ArgumentParser
import CallspoolCore
import Spool

/// What `results rebuild` does: the work itself when the dialler is not running, else it hands the request over, since the
/// status side is the writer of result files.
struct RebuildProgram {
    let spool: OpenSpool

    /// Rebuilds the result files of a campaign, or waits until the running program has done so.
    func rebuild(_ place: CampaignPlace) async throws {
        let requests = RebuildRequests(spool.layout, on: spool.disk)
        let name = place.folder.name
        if try rebuildHere(name) { return }
        try requests.put(name)
        try await HandedOver(spool: spool)
            .wait {
                try requests.isPending(name)
            } alone: {
                guard try rebuildHere(name) else { return false }
                try requests.done(name)
                return true
            }
    }

    /// Rebuilds when nobody else may write; `false` when a program is running.
    private func rebuildHere(_ name: String) throws -> Bool {
        guard let lock = try SpoolLock(spool.layout.lock) else { return false }
        defer { withExtendedLifetime(lock) {} }
        // It may have moved to done/ meanwhile.
        guard let place = try SpoolReader(spool.layout, on: spool.disk).campaign(name) else { return true }
        try ResultsRebuild(spool.layout, on: spool.disk).rebuildAlone(place)
        return true
    }
}
