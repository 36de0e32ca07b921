/// Takes a body of `multipart/form-data` apart as it comes in (RFC 7578, RFC 2046 section 5.1).
///
/// Bytes in, events out; nothing of a part's content is kept. What is held back is never more than a head of a part may
/// be long, whatever somebody sends.
struct MultipartParser {
    /// What was found.
    enum Event: Equatable {
        /// A part begins.
        case part(MultipartHead)
        /// Some of its content.
        case content([UInt8])
        /// The part is over.
        case end
    }

    /// Why a body is none.
    struct Fault: Error, Equatable {
        /// What is wrong with it.
        var message: String

        init(_ message: String) {
            self.message = message
        }
    }

    private enum State {
        /// Before the first boundary; what stands there is to be ignored.
        case preamble
        /// After a boundary: another part, or the end.
        case boundary
        /// In the lines before a part's content.
        case head
        /// In a part's content.
        case content
        /// After the last boundary; what stands there is to be ignored.
        case over
    }

    /// How long a part's head may be.
    static let mostHead = 8192
    /// How many parts there may be: a form has a few fields.
    static let mostParts = 32

    /// A line feed, and two dashes, and the boundary's word.
    private let delimiter: [UInt8]
    private var state = State.preamble
    /// What came in and is not yet judged.
    private var held: [UInt8]
    private var parts = 0

    /// Whether the last boundary was seen.
    var isOver: Bool { state == .over }

    /// Begins to read.
    ///
    /// - Parameter boundary: of the `Content-Type`.
    init(boundary: String) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary may stand at the very beginning, as if a line had ended before it.
        held = [0x0D, 0x0A]
    }

    /// Takes in some bytes.
    ///
    /// - Returns: what was found in them, and in those that were held back before.
    /// - Throws: `Fault`; nothing may be accepted after it.
    mutating func take(_ bytes: some Sequence<UInt8>) throws(Fault) -> [Event] {
        held.append(contentsOf: bytes)
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// Goes as far as the bytes allow.
    ///
    /// - Returns: whether there is more to be done with what is held.
    private mutating func step(_ events: inout [Event]) throws(Fault) -> Bool {
        switch state {
        case .preamble:
            guard cutToDelimiter({ _ in }) else { return false }
            state = .boundary
            return true
        case .boundary: return try afterBoundary()
        case .head: return try head(&events)
        case .content:
            let isEnd = cutToDelimiter { events.append(.content($0)) }
            guard isEnd else { return false }
            events.append(.end)
            state = .boundary
            return true
        case .over:
            held.removeAll()
            return false
        }
    }

    /// Gives away what certainly stands before the next boundary, and that boundary when it is there.
    private mutating func cutToDelimiter(_ give: ([UInt8]) -> Void) -> Bool {
        if let place = held.place(of: delimiter) {
            if place > 0 { give(Array(held[..<place])) }
            held.removeFirst(place + delimiter.count)
            return true
        }
        // The end may be the beginning of a boundary.
        let sure = held.count - (delimiter.count - 1)
        if sure > 0 {
            give(Array(held[..<sure]))
            held.removeFirst(sure)
        }
        return false
    }

    private mutating func afterBoundary() throws(Fault) -> Bool {
        guard held.count >= 2 else { return false }
        if held.starts(with: [0x2D, 0x2D]) {
            state = .over
            return true
        }
        // A boundary's line may end with blanks, which proxies add.
        guard let feed = held.place(of: [0x0D, 0x0A]) else {
            guard held.count <= 64 else { throw Fault("a boundary is followed by something else") }
            return false
        }
        guard held[..<feed].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else {
            throw Fault("a boundary is followed by something else")
        }
        parts += 1
        guard parts <= MultipartParser.mostParts else {
            throw Fault("it has more than \(MultipartParser.mostParts) parts")
        }
        // The feed stays: a head may be empty, and ends with two.
        held.removeFirst(feed)
        state = .head
        return true
    }

    private mutating func head(_ events: inout [Event]) throws(Fault) -> Bool {
        guard let end = held.place(of: [0x0D, 0x0A, 0x0D, 0x0A]) else {
            guard held.count <= MultipartParser.mostHead else { throw Fault("the head of a part is too long") }
            return false
        }
        guard end <= MultipartParser.mostHead else { throw Fault("the head of a part is too long") }
        events.append(.part(try MultipartHead(held[..<end])))
        held.removeFirst(end + 4)
        state = .content
        return true
    }
}

extension [UInt8] {
    /// Where some bytes stand first, one after the other.
    fileprivate func place(of bytes: [UInt8]) -> Int? {
        guard count >= bytes.count else { return nil }
        return withUnsafeBytes { here in
            var from = 0
            while from <= here.count - bytes.count {
                guard let start = here[from...].firstIndex(of: bytes[0]), start <= here.count - bytes.count else {
                    return nil
                }
                if here[start..<(start + bytes.count)].elementsEqual(bytes) { return start }
                from = start + 1
            }
            return nil
        }
    }
}
