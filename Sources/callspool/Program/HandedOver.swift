import ArgumentParser
import CallspoolCore
import Spool

/// A request in `control/` that the running program is to carry out.
struct HandedOver {
    /// How long a program may take that gives no sign of life, and one that does.
    private static let (patience, longest) = (Duration.seconds(10), Duration.seconds(300))
    private static let pause = Duration.milliseconds(50)

    let spool: OpenSpool

    /// Waits until the running program has carried out a request, for as long as it is alive; one that leaves without having
    /// seen the request leaves it to this process.
    ///
    /// - Parameters:
    ///   - isPending: whether the request waits still.
    ///   - alone: carries it out here, holding the lock; `false` when somebody else holds it after all.
    /// - Returns: whether it was the running program that carried it out.
    /// - Throws: `ExitCode.tryLater` when it does not answer; the request stays.
    @discardableResult
    func wait(whilePending isPending: () throws -> Bool, alone: () async throws -> Bool) async throws -> Bool {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        let begin = ContinuousClock.now
        var (beat, beatAt) = (try reader.lastBeat(), begin)
        while try isPending() {
            // A lock that is held in another container is not seen; only who tries it knows.
            if try !reader.isProgramAtWork(), try isPending(), try await alone() { return false }
            let now = ContinuousClock.now
            let latest = try reader.lastBeat()
            if latest != beat { (beat, beatAt) = (latest, now) }
            guard now - beatAt < HandedOver.patience, now - begin < HandedOver.longest else {
                Terminal.warn(
                    "the running program has not answered yet; the request waits in \(spool.layout.control)"
                )
                throw ExitCode.tryLater
            }
            try await Task.sleep(for: HandedOver.pause)
        }
        return true
    }
}
