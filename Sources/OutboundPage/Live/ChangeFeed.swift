internal import Synchronization

/// Tells open pages that something changed; what it was they fetch themselves.
final class ChangeFeed: Sendable {
    /// What is told.
    enum News: Equatable, Sendable {
        /// The spool has another state now.
        case changed(Int)
        /// Nothing: that the connection is still there.
        case beat
    }

    /// How many pages are told at once; a browser that gets no place asks again by itself.
    static let most = 256

    private struct State {
        var listeners: [Int: AsyncStream<News>.Continuation] = [:]
        var next = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// The news from now on; `nil` when there is no place, or the server ends.
    ///
    /// A page that reads slowly misses what is overtaken.
    func listen() -> AsyncStream<News>? {
        let (news, continuation) = AsyncStream.makeStream(of: News.self, bufferingPolicy: .bufferingNewest(1))
        let place = state.withLock { state -> Int? in
            guard !state.isClosed, state.listeners.count < ChangeFeed.most else { return nil }
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        guard let place else { return nil }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.listeners[place] = nil }
        }
        return news
    }

    /// How many listen.
    var count: Int { state.withLock { $0.listeners.count } }

    /// Tells everybody who listens.
    func tell(_ news: News) {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield(news) }
    }

    /// Ends all of it: a server that leaves waits for its connections.
    func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }
}
