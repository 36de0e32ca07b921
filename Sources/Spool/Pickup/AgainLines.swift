/// Leaves the `again:` line out of a campaign file's bytes, so that its content is the same with it and without it.
///
/// Only a line that begins with the key is one: further to the right it is a callee's parameter.
struct AgainLines {
    private enum Place {
        /// At the beginning of a line, or so far into it that it may still become the key.
        case beginning([UInt8])
        /// Further in a line.
        case inside(isLeftOut: Bool)
    }

    private enum Verdict {
        case isKey, isOther, isOpen
    }

    private static let key = Array("again".utf8)
    /// A key with more space before its colon is not looked for.
    private static let longest = 64

    private var place = Place.beginning([])

    /// Takes bytes, and gives those that count.
    mutating func take(_ bytes: UnsafeRawBufferPointer, _ emit: (UnsafeRawBufferPointer) -> Void) {
        var (run, at) = (0, 0)
        while at < bytes.count {
            switch place {
            case .inside(let isLeftOut):
                let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
                at = end ?? bytes.count
                if isLeftOut { run = at }
                if end != nil { place = .beginning([]) }
            case .beginning(let before):
                guard !before.isEmpty || bytes[at] == AgainLines.key[0] else {
                    place = .inside(isLeftOut: false)
                    continue
                }
                let (verdict, seen) = AgainLines.judge(before, bytes[at...])
                switch verdict {
                case .isOther:
                    before.withUnsafeBytes(emit)
                    place = .inside(isLeftOut: false)
                case .isKey:
                    emit(UnsafeRawBufferPointer(rebasing: bytes[run..<at]))
                    (place, run) = (.inside(isLeftOut: true), at)
                case .isOpen:
                    emit(UnsafeRawBufferPointer(rebasing: bytes[run..<at]))
                    (place, run, at) = (.beginning(seen), bytes.count, bytes.count)
                }
            }
        }
        emit(UnsafeRawBufferPointer(rebasing: bytes[run...]))
    }

    /// The file has ended: gives what was held back.
    mutating func finish(_ emit: (UnsafeRawBufferPointer) -> Void) {
        if case .beginning(let before) = place { before.withUnsafeBytes(emit) }
        place = .beginning([])
    }

    private static func judge(_ before: [UInt8], _ rest: Slice<UnsafeRawBufferPointer>) -> (Verdict, [UInt8]) {
        var seen = before
        for byte in rest {
            seen.append(byte)
            let verdict = judge(seen)
            if verdict != .isOpen { return (verdict, seen) }
        }
        return (.isOpen, seen)
    }

    private static func judge(_ seen: [UInt8]) -> Verdict {
        guard seen.starts(with: key.prefix(seen.count)), seen.count < longest else { return .isOther }
        let next = seen.dropFirst(key.count).first { $0 != UInt8(ascii: " ") }
        guard let next else { return .isOpen }
        return next == UInt8(ascii: ":") ? .isKey : .isOther
    }
}
