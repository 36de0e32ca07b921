internal import CallspoolCore
internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// What went wrong with a request, in a few words for the log of deliveries.
func words(for error: any Error) -> String {
    switch error {
    case let error as TransportFault: error.message
    case let error as NIOConnectionError: words(for: error)
    case let error as IOError: words(for: error)
    case let error as NIOSSLExtraError: "the receiver's certificate is not good: \(error.description)"
    case let error as NIOSSLError: words(for: error)
    case is ChannelError: "no connection in time"
    case is CancellationError: "canceled"
    default: String(describing: error)
    }
}

private func words(for error: NIOConnectionError) -> String {
    // Both lookups are one of ours, so one error tells it all.
    if let error = error.dnsAError ?? error.dnsAAAAError { return words(for: error) }
    return error.connectionErrors.first.map { words(for: $0.error) } ?? "no connection in time"
}

private func words(for error: IOError) -> String {
    switch error.errnoCode {
    case ECONNREFUSED: "the connection was refused"
    case ECONNRESET, EPIPE: "the connection was reset"
    case EHOSTUNREACH, ENETUNREACH: "the host cannot be reached"
    case ETIMEDOUT: "no connection in time"
    // NIO's own description names its functions, and the number.
    default: String(cString: strerror(error.errnoCode))
    }
}

private func words(for error: NIOSSLError) -> String {
    switch error {
    case .handshakeFailed(let cause):
        String(describing: cause).contains("CERTIFICATE_VERIFY_FAILED")
            ? "the receiver's certificate is not trusted; see `ca_file` in the settings"
            : "the TLS handshake failed: \(cause)"
    case .unableToValidateCertificate: "the receiver's certificate cannot be validated"
    case .uncleanShutdown: "the receiver closed the connection before it answered"
    default: "TLS failed: \(error)"
    }
}

extension Duration {
    /// `30 s`, `0.2 s`.
    var words: String {
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(inSeconds) s"
    }
}

extension TimeAmount {
    /// A span, to the millisecond.
    init(_ span: Duration) {
        self = .milliseconds(span.milliseconds)
    }
}
