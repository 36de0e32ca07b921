internal import CallspoolCore

/// Reads the answer to one request (RFC 9112) as its bytes come, and no more of it than is needed.
///
/// What the receiver says with its status line is the answer. The fields after it are read to learn of `retry-after` and
/// where the answer ends, so that its connection can be used again; whatever is odd about them, about the body or about
/// their lengths costs the connection and nothing else. Everything is bounded: a receiver is a stranger.
struct ResponseReader {
    /// What a piece of the answer came to.
    enum Step: Equatable {
        /// It goes on.
        case more
        /// That is the answer; whether its connection can be used again.
        case done(HTTPAnswer, isReusable: Bool)
        /// There is none: why.
        case fault(TransportFault)
    }

    /// The most bytes of status line and fields, those of interim answers included.
    static let headLimit = 32_768
    /// The most interim answers (1xx) before the answer.
    static let interimLimit = 16
    /// The most bytes of a body that are read to keep its connection.
    static let bodyLimit = 4096
    /// In how many pieces it may come: a body that trickles must not hold a worker.
    static let bodyPieces = 8

    /// What is read next.
    private enum Phase {
        case statusLine
        case fields
        case body(left: Int)
        case chunkSize
        case chunk(left: Int)
        case chunkEnd
        case trailer
    }

    private var phase = Phase.statusLine
    private var line: [UInt8] = []
    private var head = ResponseHead()
    private var interims = 0
    private var bytes = 0
    private var bytesBeforeBody = 0
    private var pieces = 0
    private let isBodiless: Bool

    /// Begins an answer; one that `isBodiless` has no body whatever its fields say, as the one to CONNECT.
    init(isBodiless: Bool = false) {
        self.isBodiless = isBodiless
        line.reserveCapacity(128)
    }

    /// Whether nothing came yet.
    var isUntouched: Bool { bytes == 0 }

    /// What came last, when no more comes.
    mutating func end() -> Step {
        if let answer = head.answer { return .done(answer, isReusable: false) }
        return .fault(TransportFault("the receiver closed the connection before it answered"))
    }

    /// Takes what came.
    mutating func take(_ piece: UnsafeRawBufferPointer) -> Step {
        bytes += piece.count
        if isInBody { pieces += 1 }
        var rest = piece[...]
        while true {
            let step: Step?
            switch phase {
            case .body(let left):
                step = skip(left, &rest) {
                    $0.phase = .body(left: $1)
                } over: { _ in
                    true
                }
            case .chunk(let left):
                step = skip(left, &rest) {
                    $0.phase = .chunk(left: $1)
                } over: {
                    $0.phase = .chunkEnd
                    return false
                }
            case .statusLine, .fields, .chunkSize, .chunkEnd, .trailer:
                guard let feed = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                    line.append(contentsOf: rest)
                    rest = rest[rest.endIndex...]
                    return bounded
                }
                line.append(contentsOf: rest[..<feed])
                rest = rest[(feed + 1)...]
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                step = takeLine(isLast: rest.isEmpty)
                line.removeAll(keepingCapacity: true)
            }
            if let step { return step }
            if rest.isEmpty { return bounded }
        }
    }

    private var isInBody: Bool {
        switch phase {
        case .statusLine, .fields: false
        case .body, .chunkSize, .chunk, .chunkEnd, .trailer: true
        }
    }

    /// More is waited for, unless it is too much already.
    private var bounded: Step {
        let isTooMuch =
            isInBody
            ? bytes - bytesBeforeBody > ResponseReader.bodyLimit || pieces > ResponseReader.bodyPieces
            : bytes > ResponseReader.headLimit
        guard isTooMuch else { return .more }
        if let answer = head.answer { return .done(answer, isReusable: false) }
        return .fault(TransportFault("the receiver does not answer in HTTP"))
    }

    /// Passes over bytes of a body.
    private mutating func skip(
        _ left: Int,
        _ rest: inout Slice<UnsafeRawBufferPointer>,
        goOn: (inout ResponseReader, Int) -> Void,
        over: (inout ResponseReader) -> Bool
    ) -> Step? {
        let count = min(left, rest.count)
        rest = rest.dropFirst(count)
        guard count == left else {
            goOn(&self, left - count)
            return nil
        }
        return over(&self) ? finished(isLast: rest.isEmpty) : nil
    }

    private mutating func takeLine(isLast: Bool) -> Step? {
        switch phase {
        case .statusLine: return takeStatusLine()
        case .fields:
            guard line.isEmpty else {
                head.takeField(line)
                return nil
            }
            return endHead(isLast: isLast)
        case .chunkSize: return takeChunkSize()
        case .chunkEnd:
            phase = .chunkSize
            return line.isEmpty ? nil : finished(isLast: false)
        case .trailer: return line.isEmpty ? finished(isLast: isLast) : nil
        case .body, .chunk: return nil  // No lines in these.
        }
    }

    private mutating func takeStatusLine() -> Step? {
        guard head.takeStatusLine(line) else {
            return .fault(TransportFault("the receiver does not answer in HTTP"))
        }
        phase = .fields
        return nil
    }

    /// Takes the empty line after the fields.
    private mutating func endHead(isLast: Bool) -> Step? {
        guard head.answer != nil else {
            interims += 1
            guard interims <= ResponseReader.interimLimit else {
                return .fault(TransportFault("the receiver sends interim answers and no other"))
            }
            head = ResponseHead()
            phase = .statusLine
            return nil
        }
        // What came of the body with the head is not counted; it is no more than one read of the socket.
        bytesBeforeBody = bytes
        switch isBodiless ? .none : head.framing {
        case .none: return finished(isLast: isLast)
        case .length(let length) where length <= ResponseReader.bodyLimit: phase = .body(left: length)
        case .chunked: phase = .chunkSize
        case .length, .unknown: return finished(isLast: false)
        }
        if case .body(left: 0) = phase { return finished(isLast: isLast) }
        return nil
    }

    private mutating func takeChunkSize() -> Step? {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        guard digits.count <= 8, let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0,
            size <= ResponseReader.bodyLimit
        else { return finished(isLast: false) }
        phase = size == 0 ? .trailer : .chunk(left: size)
        return nil
    }

    /// The answer, with a connection that can be used again when nothing stands after it.
    private func finished(isLast: Bool) -> Step {
        guard let answer = head.answer else {
            return .fault(TransportFault("the receiver does not answer in HTTP"))
        }
        return .done(answer, isReusable: isLast && head.keepsConnection)
    }
}
