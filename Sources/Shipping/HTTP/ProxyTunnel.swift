internal import CallspoolCore
internal import NIOCore

/// Has a proxy make a connection on to a host (RFC 9110, section 9.3.6), and then gives way to TLS.
final class ProxyTunnel: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: String
    private let makeInner: () throws -> any ChannelHandler
    private var reader = ResponseReader(isBodiless: true)

    /// Makes the handler.
    ///
    /// - Parameters:
    ///   - address: where the tunnel leads.
    ///   - credentials: what the proxy is to know the user by.
    ///   - inner: makes the handler that goes on when the tunnel is there.
    init(to address: WebAddress, credentials: String?, inner: @escaping () throws -> any ChannelHandler) {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        let place = "\(host):\(address.port)"
        let authorization = credentials.map { "proxy-authorization: \(basic($0))\r\n" } ?? ""
        request = "CONNECT \(place) HTTP/1.1\r\nhost: \(place)\r\n\(authorization)\r\n"
        makeInner = inner
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data).withUnsafeReadableBytes({ reader.take($0) }) {
        case .more: break
        // The host speaks after the TLS handshake has begun, and not before.
        case .done(let answer, _) where (200...299).contains(answer.status): open(context)
        case .done(let answer, _): context.fireErrorCaught(TransportFault("the proxy answers \(answer.status)"))
        case .fault: context.fireErrorCaught(TransportFault("the proxy does not answer in HTTP"))
        }
    }

    private func open(_ context: ChannelHandlerContext) {
        do {
            let inner = try makeInner()
            try context.pipeline.syncOperations.addHandler(inner, position: .after(self))
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        } catch {
            context.fireErrorCaught(error)
        }
    }
}
