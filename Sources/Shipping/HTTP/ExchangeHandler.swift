internal import NIOCore
internal import NIOTLS

/// The near end of a connection: one request at a time, and its answer.
///
/// Lives on its connection's event loop.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// The connection is being made: TCP, then the proxy's tunnel and TLS where there are such.
        case opening(EventLoopPromise<Void>)
        /// It waits for a request.
        case idle
        /// A request is in progress.
        case busy(Exchange, Scheduled<Void>)
        /// It is of no more use, and why.
        case closed(TransportFault)
    }

    private var state: State
    private var reader = ResponseReader()
    private var context: ChannelHandlerContext?
    /// Whether the whole request has left.
    private var isWritten = false
    /// Whether it was used before.
    private var isUsed = false
    private let isEncrypted: Bool

    /// Makes the end of a connection.
    ///
    /// - Parameters:
    ///   - isEncrypted: whether it is open only after a TLS handshake.
    ///   - opened: completed when it is open, or cannot be opened.
    init(isEncrypted: Bool, opened: EventLoopPromise<Void>) {
        self.isEncrypted = isEncrypted
        state = .opening(opened)
    }

    /// Completed when it is open.
    var opened: EventLoopFuture<Void>? {
        if case .opening(let promise) = state { promise.futureResult } else { nil }
    }

    /// Makes a request.
    func begin(_ exchange: Exchange) {
        switch state {
        case .idle:
            guard let context else { return exchange.complete(.failed(TransportFault("the connection was closed"))) }
            let timer = context.eventLoop.assumeIsolated()
                .scheduleTask(deadline: exchange.deadline) {
                    self.close(saying: TransportFault(exchange.timeoutWords))
                }
            reader = ResponseReader()
            isWritten = false
            state = .busy(exchange, timer)
            context.writeAndFlush(wrapOutboundOut(exchange.bytes)).assumeIsolated()
                .whenSuccess {
                    self.isWritten = true
                }
        case .closed(let why): exchange.complete(isUsed ? .stale : .failed(why))
        case .opening, .busy: exchange.complete(.failed(TransportFault("the connection is in use")))
        }
    }

    /// Closes the connection; a request that is in progress ends with what is known of its answer.
    func close(saying fault: TransportFault) {
        let step = reader.end()
        switch state {
        case .opening(let promise):
            state = .closed(fault)
            promise.fail(fault)
        case .idle: state = .closed(fault)
        case .busy: conclude(step.isFault ? .fault(fault) : step)
        case .closed: break
        }
        context?.close(promise: nil)
    }

    // MARK: - The channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        close(saying: TransportFault("the connection was closed"))
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isEncrypted { open() }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { open() }
        context.fireUserInboundEventTriggered(event)
    }

    private func open() {
        guard case .opening(let promise) = state else { return }
        state = .idle
        promise.succeed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .busy: unwrapInboundIn(data).withUnsafeReadableBytes { conclude(reader.take($0)) }
        // Nobody asked.
        case .opening, .idle: close(saying: TransportFault("the receiver speaks before it is asked"))
        case .closed: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        hangUp(nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hangUp(error)
        context.close(promise: nil)
    }

    /// The receiver's end is gone.
    private func hangUp(_ error: (any Error)?) {
        let why = error.map(words) ?? "the receiver closed the connection before it answered"
        guard case .busy(let exchange, let timer) = state, isUsed, reader.isUntouched else {
            return close(saying: TransportFault(why))
        }
        timer.cancel()
        state = .closed(TransportFault(why))
        exchange.complete(.stale)
    }

    private func conclude(_ step: ResponseReader.Step) {
        guard case .busy(let exchange, let timer) = state else { return }
        switch step {
        case .more: return
        case .done(let answer, let isReusable):
            timer.cancel()
            isUsed = true
            let isKept = isReusable && isWritten
            state = isKept ? .idle : .closed(TransportFault("the connection was closed"))
            if !isKept { context?.close(promise: nil) }
            exchange.complete(.answered(answer, isReusable: isKept))
        case .fault(let fault):
            timer.cancel()
            state = .closed(fault)
            context?.close(promise: nil)
            exchange.complete(.failed(fault))
        }
    }
}

extension ResponseReader.Step {
    fileprivate var isFault: Bool {
        switch self {
        case .fault: true
        case .more, .done: false
        }
    }
}
