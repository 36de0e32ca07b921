public import CallspoolCore

/// Several engines as one: each attempt goes to the engine of its trunk.
///
/// Which trunk an attempt takes is decided before it is recorded, so that a later process asks the right engine about it.
public struct TrunkGroup: Dialer {
    private let dialers: [(name: String?, dialer: any Dialer)]

    /// Groups engines.
    ///
    /// - Parameter dialers: the engine of each trunk, by the trunk's name; at least one.
    public init(_ dialers: [(name: String?, dialer: any Dialer)]) {
        self.dialers = dialers
    }

    /// The name of the first trunk's engine; each attempt's record carries the name of its own.
    public var engine: String { dialers.first?.dialer.engine ?? "none" }

    /// Keeps all engines running.
    ///
    /// - Throws: what the first engine that cannot be worked with throws; the others are canceled then.
    public func run(reporting: @escaping @Sendable ([AttemptReport]) -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (_, dialer) in dialers {
                group.addTask { try await dialer.run(reporting: reporting) }
            }
            // One that leaves by itself has failed; the others are not waited for.
            try await group.next()
            group.cancelAll()
        }
    }

    /// Places an attempt through its trunk.
    ///
    /// - Throws: `EngineError`, also for a trunk that is in the settings no more.
    public func place(_ attempt: Attempt) async throws(EngineError) {
        guard let dialer = dialer(for: attempt) else {
            throw EngineError("cannot place \(attempt.id): there is no trunk `\(attempt.trunk ?? "")` in the settings")
        }
        try await dialer.place(attempt)
    }

    /// Asks the attempt's trunk; of a trunk that is in the settings no more nothing is known.
    public func inquire(_ attempt: Attempt) async -> Inquiry {
        guard let dialer = dialer(for: attempt) else { return .unknown }
        return await dialer.inquire(attempt)
    }

    /// Returns when one of the engines is back.
    public func awaitReturn() async {
        await withTaskGroup(of: Void.self) { group in
            for (_, dialer) in dialers { group.addTask { await dialer.awaitReturn() } }
            await group.next()
            // One that comes back in this instant is asked with the first: all are.
            group.cancelAll()
        }
    }

    /// An attempt of a time when the trunk had no name goes to the only one there is.
    private func dialer(for attempt: Attempt) -> (any Dialer)? {
        if let match = dialers.first(where: { $0.name == attempt.trunk }) { return match.dialer }
        return attempt.trunk == nil && dialers.count == 1 ? dialers[0].dialer : nil
    }
}
