internal import CallspoolCore
internal import Logging
internal import ServiceLifecycle
internal import Spool

/// Looks at the spool once a second, and tells open pages when it has changed.
struct SpoolFollower: Service {
    /// How many looks without a change until a page is told that the connection is still there.
    private static let beats = 15

    let parts: PageParts
    let log: Logger

    /// Looks until the server leaves.
    func run() async throws {
        defer { parts.feed.close() }
        do {
            try await cancelWhenGracefulShutdown { try await follow() }
        } catch is CancellationError {
            return
        }
    }

    private func follow() async throws {
        var (seen, looks) = (parts.watch.version, 0)
        var trouble: String?
        while true {
            try await parts.clock.pause(.seconds(1))
            trouble = await look(after: trouble)
            let version = parts.watch.version + parts.forecastCache.version + parts.pulse.version
            looks += 1
            guard version != seen || looks >= SpoolFollower.beats else { continue }
            parts.feed.tell(version == seen ? .beat : .changed(version))
            (seen, looks) = (version, 0)
        }
    }

    /// A disk that does not answer is warned of once, and looked at again.
    private func look(after trouble: String?) async -> String? {
        do {
            let (watch, pulse, now) = (parts.watch, parts.pulse, parts.clock.wall)
            try await parts.threads.run {
                try watch.refresh(now)
                try pulse.refresh(watch, now)
            }
            return nil
        } catch {
            if trouble != "\(error)" { log.warning("the spool cannot be read: \(error)") }
            return "\(error)"
        }
    }
}
