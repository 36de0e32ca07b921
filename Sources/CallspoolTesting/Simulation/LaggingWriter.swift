internal import CallspoolCore
internal import Synchronization

/// A status side that does not come to its work for a while, each time: it may lag, and nothing may rest on its not
/// lagging.
struct LaggingWriter: StatusWriter {
    let writer: any StatusWriter
    let world: SimulatedWorld

    func step() async throws -> Bool {
        let most = world.life.withLock { $0.isCalm } ? 0 : world.plan.statusLag
        if most > 0 {
            world.count("status lags")
            try await world.clock.pause(.seconds(world.draw { $0.draw(0...most) }))
        }
        return try await writer.step()
    }
}
