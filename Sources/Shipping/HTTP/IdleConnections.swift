internal import Synchronization

/// Connections that are kept between two requests, the latest used first out.
final class IdleConnections: Sendable {
    private struct Kept {
        var connection: HTTPConnection
        /// How many sweeps there had been when it was put here.
        var sweeps: Int
    }

    private struct State {
        var kept: [ConnectionTarget: [Kept]] = [:]
        var sweeps = 0
    }

    private let state = Mutex(State())

    /// Takes one out.
    func take(_ target: ConnectionTarget) -> HTTPConnection? {
        state.withLock { state in
            while let one = state.kept[target]?.popLast() {
                if one.connection.isActive { return one.connection }
            }
            return nil
        }
    }

    /// Puts one in, to be used again.
    func put(_ connection: HTTPConnection, for target: ConnectionTarget) {
        state.withLock { state in
            state.kept[target, default: []].append(Kept(connection: connection, sweeps: state.sweeps))
        }
    }

    /// Closes those that were not used since the last sweep but one.
    func sweep() {
        let old = state.withLock { state in
            state.sweeps += 1
            let limit = state.sweeps - 1
            let old = state.kept.values.flatMap { $0.filter { $0.sweeps < limit } }
            state.kept = state.kept.mapValues { $0.filter { $0.sweeps >= limit && $0.connection.isActive } }
                .filter { !$0.value.isEmpty }
            return old
        }
        for one in old { one.connection.close(saying: "the connection was not used") }
    }
}

/// What a connection leads to: two requests with the same can use the same.
struct ConnectionTarget: Hashable {
    var isEncrypted: Bool
    var host: String
    var port: Int
}
