internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Why a connection was not made, or broke, in a person's words: NIO's own name its functions and numbers.
func connectionWords(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
        error.connectionErrors.first.map { connectionWords($0.error) } ?? "\(error.host) has no address"
    case let error as IOError: systemWords(error.errnoCode)
    case ChannelError.connectTimeout: "nothing answers"
    case is ChannelError: "the connection is closed"
    case NIOSSLError.handshakeFailed(let cause): "the TLS handshake failed: \(cause)"
    case NIOSSLError.uncleanShutdown: "it closed the connection without a word"
    default: "\(error)"
    }
}

private func systemWords(_ code: CInt) -> String {
    switch code {
    case ECONNREFUSED: "nothing listens there"
    case ECONNRESET: "it reset the connection"
    case EPIPE: "it has closed the connection"
    case EHOSTUNREACH, ENETUNREACH: "there is no way to it"
    case ETIMEDOUT: "nothing answers"
    default: String(cString: strerror(code))
    }
}
