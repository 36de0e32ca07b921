internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A server on the loopback that speaks FreeSWITCH's event socket as it was recorded, and fails as it is told to.
///
/// Calls go on when connections do not; what they say then is heard by nobody, as with the real one.
public final class FakeFreeSWITCH: Sendable {
    /// How it meets a connection.
    public enum Manner: Equatable, Sendable {
        /// As FreeSWITCH does.
        case sound
        /// It accepts and says nothing.
        case silent
        /// It sends half of its first line.
        case halfLine
        /// It refuses by its access list.
        case rude
        /// It lets log in and answers nothing after that.
        case deaf
    }

    /// What becomes of an attempt.
    public enum Fate: Sendable {
        /// It goes so.
        case plays(FreeSWITCHScript)
        /// There never is a channel, and the job says this.
        case fails(String)
        /// The command itself is answered so.
        case refused(String)
        /// The connection dies when the command has come: with the call placed, or not.
        case cuts(placed: FreeSWITCHScript?)
    }

    struct State {
        var manner = Manner.sound
        var listeners: [Int: any Channel] = [:]
        var lastListener = 0
        var live: [String: Int] = [:]
        var placed: [String: Int] = [:]
        var commands: [String] = []
        var generation = 0
        var keepsCommands = true
        var isStopped = false
        /// Whether calls go on until they are let end, and what ends those that are so far.
        var holdsEnds = false
        var heldEnds: [@Sendable () -> Void] = []
    }

    private let group: MultiThreadedEventLoopGroup
    private let server: any Channel
    private let core: FakeFreeSWITCHCore

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - password: what logs in.
    ///   - port: 0 for one that the system chooses.
    ///   - now: microseconds since 1970, by which its events are dated.
    ///   - fate: what becomes of each attempt.
    /// - Throws: NIO's errors.
    public init(
        password: String = "ClueCon",
        port: Int = 0,
        now: @escaping @Sendable () -> Int64,
        fate: @escaping @Sendable (FreeSWITCHIDs) -> Fate
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let core = FakeFreeSWITCHCore(password: password, loop: group.next(), now: now, fate: fate)
        self.group = group
        self.core = core
        server = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FakeFreeSWITCHHandler(core))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    /// Where it listens.
    public var port: Int { server.localAddress?.port ?? 0 }

    /// How it meets connections from now on.
    public func behave(_ manner: Manner) {
        core.state.withLock { $0.manner = manner }
    }

    /// How often each id was placed.
    public var placed: [String: Int] { core.state.withLock { $0.placed } }

    /// How many calls it has.
    public var liveCount: Int { core.state.withLock { $0.live.count } }

    /// How many connections it has.
    public var connectionCount: Int { core.state.withLock { $0.listeners.count } }

    /// What it was told, in order, without passwords.
    public var commands: [String] { core.state.withLock { $0.commands } }

    /// Whether it keeps what it is told; not for a long test of speed.
    public func keepCommands(_ keeps: Bool) {
        core.state.withLock { $0.keepsCommands = keeps }
    }

    /// Calls that come to their end from now on wait there until `letEnd`.
    public func holdEnds() {
        core.state.withLock { $0.holdsEnds = true }
    }

    /// Calls end, those that waited for it at once.
    public func letEnd() {
        core.letEnd()
    }

    /// Closes every connection; calls go on.
    public func drop() {
        for listener in core.state.withLock({ $0.listeners.values }) { listener.close(promise: nil) }
    }

    /// Sends bytes to everybody who listens.
    public func send(_ bytes: [UInt8]) {
        core.send(bytes)
    }

    /// Forgets every call, and closes every connection: it has crashed, and is there again.
    public func crash() {
        core.state.withLock { state in
            state.live = [:]
            state.generation += 1
        }
        drop()
    }

    /// Shuts down as FreeSWITCH does: its calls end with `SYSTEM_SHUTDOWN`, then connections close.
    ///
    /// - Parameter script: how a call ends then; its last step is taken.
    public func shutDown(_ script: FreeSWITCHScript) {
        core.endAll(script)
        drop()
    }

    /// Stops it for good; a second time does nothing.
    public func stop() async throws {
        let isFirst = core.state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        try await server.close()
        drop()
        try await group.shutdownGracefully()
    }
}
