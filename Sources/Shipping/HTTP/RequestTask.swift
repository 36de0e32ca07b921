internal import CallspoolCore
internal import NIOCore
internal import Synchronization

/// One request in progress: over a connection that was kept, else over a new one.
///
/// All of it happens on the event loop, so that the time limit is the receiver's and not that of whoever waits here for
/// a processor.
final class RequestTask: Sendable {
    typealias End = Result<HTTPAnswer, TransportFault>

    private struct State {
        /// Who waits; `nil` before and after.
        var waiting: CheckedContinuation<End, Never>?
        /// What it is in progress over.
        var connection: HTTPConnection?
        var isCanceled = false
    }

    private let bytes: ByteBuffer
    private let address: WebAddress
    private let target: ConnectionTarget
    private let deadline: NIODeadline
    private let timeoutWords: String
    private let connector: Connector
    private let idle: IdleConnections
    private let state = Mutex(State())

    /// Prepares a request.
    init(
        bytes: ByteBuffer,
        address: WebAddress,
        deadline: NIODeadline,
        timeoutWords: String,
        connector: Connector,
        idle: IdleConnections
    ) {
        self.bytes = bytes
        self.address = address
        self.deadline = deadline
        self.timeoutWords = timeoutWords
        self.connector = connector
        self.idle = idle
        target = ConnectionTarget(isEncrypted: address.isEncrypted, host: address.host, port: address.port)
    }

    /// Makes the request; the end is told once.
    func begin(_ waiting: CheckedContinuation<End, Never>) {
        let isCanceled = state.withLock { state in
            state.waiting = waiting
            return state.isCanceled
        }
        if isCanceled {
            finish(.failure(TransportFault("canceled")))
        } else if let kept = idle.take(target) {
            exchange(over: kept)
        } else {
            connect()
        }
    }

    /// Ends it at once.
    func cancel() {
        let connection = state.withLock { state in
            state.isCanceled = true
            return state.connection
        }
        finish(.failure(TransportFault("canceled")))
        connection?.close(saying: "canceled")
    }

    private func connect() {
        connector.connect(to: address, deadline: deadline)
            .whenComplete { result in
                switch result {
                case .success(let connection): self.exchange(over: connection)
                case .failure(let error): self.finish(.failure(TransportFault(words(for: error))))
                }
            }
    }

    private func exchange(over connection: HTTPConnection) {
        let isCanceled = state.withLock { state in
            state.connection = connection
            return state.isCanceled
        }
        // The connection, if there is one by now, is nobody's.
        guard !isCanceled else { return connection.close(saying: "canceled") }
        let exchange = Exchange(bytes: bytes, deadline: deadline, timeoutWords: timeoutWords) { end in
            switch end {
            case .answered(let answer, let isReusable):
                // Before the answer is told: who waited may ask again at once.
                if isReusable { self.idle.put(connection, for: self.target) }
                self.finish(.success(answer))
            // A receiver may close a connection that was not used for a while just as it is used again.
            case .stale: self.connect()
            case .failed(let fault): self.finish(.failure(fault))
            }
        }
        connection.begin(exchange)
    }

    private func finish(_ end: End) {
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: end)
    }
}
