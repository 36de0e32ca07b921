internal import CallspoolCore

/// The status line and the fields of an answer, as far as they matter here.
struct ResponseHead {
    /// How the body's end is known (RFC 9112, section 6).
    enum Framing: Equatable {
        case none
        case length(Int)
        case chunked
        /// By the connection's end, or not at all.
        case unknown
    }

    private var status = 0
    private var isOld = false
    private var isChunked = false
    private var length: Int?
    private var retryAfter: RetryAfter?
    private var closes = false
    /// Something in it is not as it should be: where it ends cannot be trusted.
    private var isOdd = false

    /// The answer, unless it is an interim one.
    var answer: HTTPAnswer? {
        // A switch to another protocol, which nobody asked for, is an answer like any other.
        status >= 200 || status == 101 ? HTTPAnswer(status: status, retryAfter: retryAfter) : nil
    }

    /// Whether the connection goes on after it.
    var keepsConnection: Bool { !isOld && !closes && !isOdd && status != 101 }

    /// How the body's end is known.
    var framing: Framing {
        if status == 204 || status == 304 { return .none }
        guard keepsConnection, !(isChunked && length != nil) else { return .unknown }
        if isChunked { return .chunked }
        return length.map { .length($0) } ?? .unknown
    }

    /// Takes `HTTP/1.1 200 OK`.
    ///
    /// - Returns: whether it is such a line.
    mutating func takeStatusLine(_ line: [UInt8]) -> Bool {
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[8] == UInt8(ascii: " "),
            line.count == 12 || line[12] == UInt8(ascii: " "), line[9...11].allSatisfy(\.isDigit)
        else { return false }
        isOld = line[7] != UInt8(ascii: "1")
        status = line[9...11].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return status >= 100
    }

    /// Takes `name: value`.
    mutating func takeField(_ line: [UInt8]) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[0] > UInt8(ascii: " ") else {
            isOdd = true
            return
        }
        let (name, value) = (line[..<colon], line[(colon + 1)...])
        if name.isNamed("content-length") {
            takeLength(value)
        } else if name.isNamed("transfer-encoding") {
            if isChunked || value.text.lowercased() != "chunked" { isOdd = true }
            isChunked = true
        } else if name.isNamed("connection") {
            let words = value.text.lowercased().split { $0 == "," || $0 == " " }
            if words.contains("close") { closes = true }
        } else if name.isNamed("retry-after") {
            retryAfter = RetryAfter(value.text)
        }
    }

    private mutating func takeLength(_ value: ArraySlice<UInt8>) {
        let text = value.text
        guard (1...15).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit), let number = Int(text),
            length == nil || length == number
        else {
            isOdd = true
            return
        }
        length = number
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension ArraySlice<UInt8> {
    /// Whether it is a field's name, written in small or large letters.
    fileprivate func isNamed(_ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        return zip(self, UnsafeBufferPointer(start: name.utf8Start, count: count)).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }

    /// The text without the spaces around it.
    fileprivate var text: String {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = firstIndex { !isSpace($0) } ?? endIndex
        let end = lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
        return String(decoding: self[start..<Swift.max(start, end)], as: UTF8.self)
    }
}
