internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// Connections of which one address has no more than its share, and that must say something to stay.
///
/// Its place is between TLS, where there is TLS, and HTTP.
struct GuardedConnection: ServerChildChannel {
    /// How long a connection may be silent, its TLS handshake included, before the first byte of a request.
    ///
    /// The time-out of HTTP begins only when the handshake is over.
    static let patience = TimeAmount.seconds(20)

    let base: HTTP1Channel
    /// Counts connections; `nil` behind a proxy, from which all of them come.
    let desk: ConnectionDesk?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop
            .makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(
                    ConnectionGuard(desk, patience: GuardedConnection.patience)
                )
            }
            .flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}

/// Closes a connection that is one too many of its address, or says nothing.
final class ConnectionGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let desk: ConnectionDesk?
    private let patience: TimeAmount
    private var isAdmitted = false
    private var address = ""
    private var deadline: Scheduled<Void>?

    init(_ desk: ConnectionDesk?, patience: TimeAmount) {
        (self.desk, self.patience) = (desk, patience)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        address = context.remoteAddress?.ipAddress ?? ""
        isAdmitted = desk?.admit(address) ?? true
        // One that is not let in goes at once, but not before its pipeline is whole.
        let (loop, channel) = (context.eventLoop, context.channel)
        deadline = loop.scheduleTask(in: isAdmitted ? patience : .zero) { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isAdmitted else { return }
        deadline?.cancel()
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
    }

    private func leave() {
        deadline?.cancel()
        deadline = nil
        if isAdmitted { desk?.leave(address) }
        isAdmitted = false
    }
}
