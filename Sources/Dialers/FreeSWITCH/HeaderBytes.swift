internal import Foundation

// Lines of `Name: value` where they lie, without a copy: a busy FreeSWITCH sends some ten million a minute, and of a
// hundred and fifty in an event fifteen are wanted.
extension UnsafeRawBufferPointer {
    /// Where the body of a message begins, behind its first empty line; `nil` when none has come.
    ///
    /// - Parameters:
    ///   - from: where to look from: it was looked at before that.
    ///   - message: where the message begins; line feeds there are the end of something else.
    /// - Returns: the place behind the empty line.
    func emptyLine(from: Int, message: Int) -> Int? {
        guard let base = baseAddress else { return nil }
        var at = from
        while at < count, let found = memchr(base + at, 0x0A, count - at) {
            let place = UnsafeRawPointer(found) - base
            if place + 1 < count, self[place + 1] == 0x0A { return place + 2 }
            if place == message { return place + 1 }
            at = place + 1
        }
        return nil
    }

    /// Goes through the headers; lines without a colon are passed over.
    func eachHeader(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        guard let base = baseAddress else { return }
        var at = 0
        while at < count {
            let end = memchr(base + at, 0x0A, count - at).map { UnsafeRawPointer($0) - base } ?? count
            // An empty line is the end of the headers, and what follows is the body.
            if end == at { return }
            if let colon = memchr(base + at, 0x3A, end - at).map({ UnsafeRawPointer($0) - base }) {
                let value = colon + 1 < end && self[colon + 1] == 0x20 ? colon + 2 : colon + 1
                body(slice(at, colon), slice(value, end))
            }
            at = end + 1
        }
    }

    /// A part of it.
    private func slice(_ from: Int, _ to: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[from..<to])
    }

    /// Whether it is this text.
    func isText(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount, let base = baseAddress else { return false }
        return memcmp(base, text.utf8Start, count) == 0
    }

    /// Whether it begins with this text.
    func begins(with text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount, let base = baseAddress else { return false }
        return memcmp(base, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// The number that decimal digits write, up to 18 of them; nothing else is taken.
    var decimal: Int64? {
        guard (1...18).contains(count) else { return nil }
        var number: Int64 = 0
        for byte in self {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        return number
    }

    /// The text, its `%XX` made into the bytes that they stand for.
    var percentDecoded: String {
        guard contains(0x25) else { return String(decoding: self, as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var at = 0
        while at < count {
            if self[at] == 0x25, at + 2 < count, let high = self[at + 1].hexDigit, let low = self[at + 2].hexDigit {
                bytes.append(high << 4 | low)
                at += 3
            } else {
                bytes.append(self[at])
                at += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
