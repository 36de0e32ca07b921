public import NIOCore
internal import NIOPosix
internal import Synchronization

/// A server on the loopback that speaks Asterisk's manager interface as it was recorded, and fails as it is told to.
///
/// Calls go on when connections do not; what they say then is heard by nobody, as with the real one.
public final class FakeManager: Sendable {
    /// How it meets a connection.
    public enum Manner: Equatable, Sendable {
        /// As Asterisk does.
        case sound
        /// It accepts and says nothing.
        case silent
        /// It sends half of its greeting.
        case halfLine
        /// It is something else.
        case stranger
        /// It takes no login.
        case refusing
        /// It takes the login, and says nothing after that.
        case deaf
    }

    /// What becomes of an Originate.
    public enum Fate: Sendable {
        /// It goes so.
        case plays(ManagerScript)
        /// It is taken, and there never is a channel.
        case noChannel
        /// It is refused at once, in these words.
        case refused(String)
        /// The connection dies when it has come: with the call placed, or not.
        case cuts(placed: ManagerScript?)
        /// It is taken, and nothing comes of it.
        case ignored
    }

    private let group: MultiThreadedEventLoopGroup
    private let server: any Channel
    private let core: FakeManagerCore

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - port: 0 for one that the system chooses.
    ///   - username: who may log in.
    ///   - secret: the secret of that user.
    ///   - prepare: what a connection's pipeline begins with, such as TLS.
    ///   - fate: what becomes of each Originate.
    /// - Throws: NIO's errors.
    public init(
        port: Int = 0,
        username: String = "callspool",
        secret: String = "s3cret",
        prepare: @escaping @Sendable (any Channel) throws -> Void = { _ in },
        fate: @escaping @Sendable (ManagerOrder) -> Fate
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let core = FakeManagerCore(username: username, secret: secret, loop: group.next(), fate: fate)
        self.group = group
        self.core = core
        server = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try prepare(channel)
                    try channel.pipeline.syncOperations.addHandler(FakeManagerHandler(core))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    /// Where it listens.
    public var port: Int { server.localAddress?.port ?? 0 }

    /// How it meets connections, and those that it has, from now on.
    public func behave(_ manner: Manner) {
        core.state.withLock { $0.manner = manner }
    }

    /// How often each id was placed.
    public var placed: [String: Int] { core.state.withLock { $0.placed } }

    /// How many calls it has.
    public var liveCount: Int { core.state.withLock { $0.live.count } }

    /// The ids of its calls.
    public var live: [String] { core.state.withLock { $0.live.keys.sorted() } }

    /// How many connections it has had.
    public var connectionCount: Int { core.state.withLock { $0.connectionCount } }

    /// The Originates that came, in order.
    public var orders: [ManagerOrder] { core.state.withLock { $0.orders } }

    /// The most calls that were in progress at once: taken, and no channel told of yet.
    public var mostOnTheirWay: Int { core.state.withLock { $0.mostOnTheirWay } }

    /// Holds back what it answers to Originates until they are let go.
    public func hold(_ isHolding: Bool) {
        core.hold(isHolding)
    }

    /// Whether it keeps what it is told; not for a long test of speed.
    public func keepOrders(_ keeps: Bool) {
        core.state.withLock { $0.keepsOrders = keeps }
    }

    /// What it answers to an action that is not about calls, with `{id}` where the action's id goes.
    public func answer(_ action: String, _ text: String) {
        core.state.withLock { $0.answers[action] = text }
    }

    /// Sends a text to everybody who listens.
    public func send(_ text: String) {
        core.broadcast(text)
    }

    /// Closes every connection; calls go on.
    public func drop() {
        for listener in core.state.withLock({ Array($0.listeners.values) }) { listener.close(promise: nil) }
    }

    /// Ends a call now, as somebody at the server does.
    public func hangUp(_ id: String) {
        core.hangUp(id, cause: 16, words: "Normal Clearing")
    }

    /// Forgets every call, and closes every connection: it has crashed, and is there again.
    public func crash() {
        core.state.withLock { $0.live = [:] }
        drop()
    }

    /// Shuts down as Asterisk does: hangups with cause 0, the word, then connections close.
    public func shutDown() {
        for id in live { core.hangUp(id, cause: 0, words: "Unknown") }
        core.broadcast(
            ManagerBlock.lines(["Event: Shutdown", "Privilege: system,all", "Shutdown: Cleanly", "Restart: False"])
        )
        drop()
    }

    /// Stops it for good.
    public func stop() async throws {
        try await server.close()
        drop()
        try await group.shutdownGracefully()
    }
}
