internal import CallspoolCore
internal import Spool
internal import Synchronization

/// The spool's control folder, with somebody who writes down what is said to be carried out.
final class SimulatedDesk: ControlDesk {
    private let world: SimulatedWorld
    private let folder: ControlFolder
    private let mutation: Mutation?

    init(_ world: SimulatedWorld, _ mutation: Mutation?) {
        self.world = world
        self.mutation = mutation
        folder = ControlFolder(SimulatedWorld.layout, on: world.disk)
    }

    func pending() async throws -> [ControlRequest] {
        let requests = try await folder.pending()
        guard mutation == .forgottenStop else { return requests }
        for request in requests where request.action == .stop { try await done(request) }
        return requests.filter { $0.action != .stop }
    }

    func done(_ request: ControlRequest) async throws {
        try await folder.done(request)
        world.note("carried out \(request.action) \(request.target.word)")
        let finished = Set(world.plan.campaigns.map(\.name).filter(isFinished))
        world.record.withLock { record in
            record.count("requests")
            let asked = record.waiting.removeValue(forKey: "\(request.target.word).\(request.action.rawValue)") ?? 0
            let order = record.nextOrder()
            record.carried.append(.init(request: request, asked: asked, order: order, finished: finished))
        }
    }

    /// Whether every call of a campaign was final, as its journal ends.
    private func isFinished(_ name: String) -> Bool {
        let last = world.disk.lines(SimulatedWorld.layout.campaign(name).journal).last
        return last?.contains(#""event":"finished""#) ?? false
    }
}
