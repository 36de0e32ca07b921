internal import CallspoolCore
internal import NIOCore

/// A request as this program makes it: whole, with a body that is in memory.
struct HTTPRequest {
    /// Its method.
    enum Method: String {
        case get = "GET"
        case post = "POST"
    }

    var method = Method.post
    /// Where it goes.
    var address: WebAddress
    /// Its fields, beside `host` and those that frame it; without line feeds.
    var fields: [(name: StaticString, value: String)] = []
    /// Its body.
    var body: [UInt8] = []

    /// The request as it stands on the wire (RFC 9112).
    ///
    /// When it is handed to a proxy to be made there, it has the whole URL and the proxy's credentials.
    func bytes(through proxy: ProxyAddress?) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(512 + body.count)
        buffer.writeString(method.rawValue)
        buffer.writeStaticString(" ")
        if proxy != nil { buffer.writeString("http://" + address.authority) }
        buffer.writeString(address.target)
        buffer.writeStaticString(" HTTP/1.1\r\nhost: ")
        buffer.writeString(address.authority)
        for field in fields { buffer.write(field.name, field.value) }
        if let credentials = proxy?.credentials { buffer.write("proxy-authorization", basic(credentials)) }
        if method == .post { buffer.write("content-length", String(body.count)) }
        buffer.writeStaticString("\r\n\r\n")
        buffer.writeBytes(body)
        return buffer
    }
}

extension ByteBuffer {
    /// Writes a field, after the line before it.
    fileprivate mutating func write(_ name: StaticString, _ value: String) {
        writeStaticString("\r\n")
        writeStaticString(name)
        writeStaticString(": ")
        writeString(value)
    }
}

/// What a receiver answered: its status, and when it wants to be asked again.
struct HTTPAnswer: Equatable, Sendable {
    var status: Int
    var retryAfter: RetryAfter?
}

/// Why there is no answer, in a few words.
struct TransportFault: Error, Equatable {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}
