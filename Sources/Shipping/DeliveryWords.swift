internal import AsyncHTTPClient
internal import CallspoolCore
internal import NIOCore

/// What went wrong with a request, in a few words for the log of deliveries.
func words(for error: any Error, timeout: Duration) -> String {
    switch error {
    case let error as HTTPClientError: words(for: error, timeout: timeout)
    case is ChannelError: "no connection in time"
    case let error as IOError: error.description
    default: String(describing: error)
    }
}

private func words(for error: HTTPClientError, timeout: Duration) -> String {
    switch error {
    case .deadlineExceeded, .readTimeout: "no answer within \(seconds(timeout)) s"
    case .connectTimeout: "no connection in time"
    case .remoteConnectionClosed: "the receiver closed the connection before it answered"
    default: error.shortDescription
    }
}

private func seconds(_ span: Duration) -> String {
    span.milliseconds % 1000 == 0 ? "\(span.milliseconds / 1000)" : "\(span.inSeconds)"
}

extension TimeAmount {
    /// A span, to the millisecond.
    init(_ span: Duration) {
        self = .milliseconds(span.milliseconds)
    }
}
