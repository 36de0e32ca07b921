internal import Foundation

/// Bytes of an event socket as they come, made into messages.
///
/// A message is lines of `Name: value`, an empty line, and as many bytes more as `Content-Length` says. The body of an
/// event is such a message again, with a `Content-Length` of its own. Nothing is looked at twice, however small the
/// pieces are that the bytes come in, and no more is held than one message and what came with it.
struct EventSocketParser: Sendable {
    /// More than the longest head of a message that was ever seen, which has four lines.
    static let longestHead = 65_536
    /// More than the longest body: that of an event with all its variables is 5 KB, a list of a thousand channels 1 MB.
    static let longestBody = 16_777_216

    private var bytes: [UInt8] = []
    /// Where the next message begins.
    private var start = 0
    /// Up to where the end of its head was looked for.
    private var scanned = 0
    /// Its head, when that is whole: where the body begins, and how long it is.
    private var head: Head?

    fileprivate struct Head {
        var kind = Kind.other
        var text = ""
        var body = 0
        var length = 0
    }

    fileprivate enum Kind {
        case authRequest, reply, response, event, farewell, rejection, other
    }

    /// Takes in what came.
    mutating func take(_ more: some Collection<UInt8>) {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= EventSocketParser.longestHead)
            (start, scanned) = (0, 0)
        } else if start > 65_536, start > bytes.count / 2 {
            bytes.removeFirst(start)
            scanned -= start
            head?.body -= start
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// How many bytes it holds.
    var held: Int { bytes.count - start }

    /// The next message; `nil` when it is not whole yet.
    ///
    /// - Throws: for bytes that no event socket sends; nothing can be read after them.
    mutating func next() throws(EventSocketFault) -> EventSocketFrame? {
        if head == nil { head = try findHead() }
        guard let whole = head, bytes.count - whole.body >= whole.length else { return nil }
        defer {
            start = whole.body + whole.length
            scanned = start
            head = nil
        }
        return frame(whole)
    }

    private func frame(_ head: Head) -> EventSocketFrame {
        switch head.kind {
        case .authRequest: return .authRequest
        case .reply: return .reply(head.text)
        case .response: return .reply(text(of: head))
        case .event:
            return .event(bytes.withUnsafeBytes { FreeSWITCHEvent(UnsafeRawBufferPointer(rebasing: $0[body(head)])) })
        case .farewell: return .farewell(text(of: head))
        case .rejection: return .rejection(text(of: head))
        case .other: return .other
        }
    }

    private func body(_ head: Head) -> Range<Int> { head.body..<head.body + head.length }

    private func text(of head: Head) -> String {
        String(decoding: bytes[body(head)], as: UTF8.self).withoutLineEnd
    }

    /// Reads the lines up to the empty one, when that has come.
    private mutating func findHead() throws(EventSocketFault) -> Head? {
        let (from, begin) = (scanned, start)
        // An empty line before a message belongs to none.
        let end = bytes.withUnsafeBytes { $0.emptyLine(from: from, message: begin) }
        guard let end else {
            if bytes.count - start > EventSocketParser.longestHead { throw .endlessHeaders }
            // The last line feed may be the first of two.
            scanned = max(start, bytes.count - 1)
            return nil
        }
        if end - start > EventSocketParser.longestHead { throw .endlessHeaders }
        var head = Head(body: end)
        var fault: EventSocketFault?
        bytes.withUnsafeBytes { bytes in
            UnsafeRawBufferPointer(rebasing: bytes[begin..<end])
                .eachHeader { name, value in
                    head.read(name, value, &fault)
                }
        }
        if let fault { throw fault }
        return head
    }
}

extension EventSocketParser.Head {
    fileprivate mutating func read(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer,
        _ fault: inout EventSocketFault?
    ) {
        if name.isText("Content-Length") {
            guard let length = value.decimal, length <= Int64(EventSocketParser.longestBody) else {
                fault = .wrongLength(String(decoding: value.prefix(40), as: UTF8.self))
                return
            }
            self.length = Int(length)
        } else if name.isText("Content-Type") {
            kind = EventSocketParser.Kind(value)
        } else if name.isText("Reply-Text") {
            text = String(decoding: value, as: UTF8.self)
        }
    }
}

extension EventSocketParser.Kind {
    fileprivate init(_ value: UnsafeRawBufferPointer) {
        if value.isText("text/event-plain") {
            self = .event
        } else if value.isText("command/reply") {
            self = .reply
        } else if value.isText("api/response") {
            self = .response
        } else if value.isText("auth/request") {
            self = .authRequest
        } else if value.isText("text/disconnect-notice") {
            self = .farewell
        } else if value.isText("text/rude-rejection") {
            self = .rejection
        } else {
            self = .other
        }
    }
}

extension String {
    /// Without the line feed that ends most answers.
    fileprivate var withoutLineEnd: String {
        guard let last = utf8.lastIndex(where: { $0 != 0x0A && $0 != 0x0D }) else { return "" }
        return String(self[...last])
    }
}
