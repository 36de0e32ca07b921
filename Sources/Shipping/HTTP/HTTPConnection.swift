internal import NIOCore

/// An open connection to a receiver; can be used from anywhere.
struct HTTPConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<ExchangeHandler>

    /// Wraps a channel; to be called on its event loop.
    init(_ channel: any Channel, _ handler: ExchangeHandler) {
        self.channel = channel
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    }

    /// Whether nothing is known against its use.
    var isActive: Bool { channel.isActive }

    /// Makes a request.
    func begin(_ exchange: Exchange) {
        // Who sends is best there already: see `LoopExecutor`.
        if channel.eventLoop.inEventLoop { return handler.value.begin(exchange) }
        channel.eventLoop.execute { handler.value.begin(exchange) }
    }

    /// Closes it; a request in progress fails with these words.
    func close(saying words: String) {
        channel.eventLoop.execute { handler.value.close(saying: TransportFault(words)) }
    }
}
