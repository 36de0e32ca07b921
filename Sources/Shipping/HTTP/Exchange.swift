internal import NIOCore

/// A request in progress, and who waits for its end.
struct Exchange: Sendable {
    /// What became of it.
    enum End: Sendable {
        /// The receiver answered; whether the connection can be used again.
        case answered(HTTPAnswer, isReusable: Bool)
        /// The receiver had closed a connection that had been kept, and said nothing: it has to be made again.
        case stale
        /// There is no answer.
        case failed(TransportFault)
    }

    /// The request.
    var bytes: ByteBuffer
    /// When it is given up.
    var deadline: NIODeadline
    /// What is said when it is.
    var timeoutWords: String
    /// Called once, on the connection's event loop.
    var complete: @Sendable (End) -> Void
}
