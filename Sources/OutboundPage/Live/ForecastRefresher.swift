internal import CallspoolCore
internal import Logging
internal import ServiceLifecycle

/// Foresees the queue now and then, as long as somebody looks.
struct ForecastRefresher: Service {
    /// A forecast may take a twentieth of one core's time, and is no older than this where it takes little.
    private static let (share, least) = (20, Duration.seconds(5))

    let parts: PageParts
    let log: Logger

    /// Works until the server leaves.
    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await work() }
        } catch is CancellationError {
            return
        }
    }

    private func work() async throws {
        var trouble: String?
        while true {
            let begun = parts.clock.wall
            if parts.forecastCache.isAsked { trouble = await foresee(after: trouble) }
            let taken = max(.zero, parts.clock.wall - begun)
            try await parts.clock.pause(max(ForecastRefresher.least, taken * ForecastRefresher.share))
        }
    }

    private func foresee(after trouble: String?) async -> String? {
        do {
            let forecastCache = parts.forecastCache
            try await parts.threads.runLong { try forecastCache.refresh() }
            return nil
        } catch {
            if trouble != "\(error)" { log.warning("the queue cannot be foreseen: \(error)") }
            return "\(error)"
        }
    }
}
