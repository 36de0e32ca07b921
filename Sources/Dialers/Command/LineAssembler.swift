/// Puts lines together from whatever pieces a pipe hands over, within a bound.
struct LineAssembler: Sendable {
    /// A line that is whole.
    enum Line: Equatable, Sendable {
        /// Its bytes, without the line feed.
        case whole([UInt8])
        /// It was longer than the bound, and is gone.
        case tooLong
    }

    /// The longest line, in bytes.
    let longest: Int
    private var begun: [UInt8] = []
    private var isSkipping = false

    /// Begins with nothing.
    init(longest: Int) {
        self.longest = longest
    }

    /// The lines that a piece completes; the rest waits for the next piece.
    mutating func take(_ piece: some Sequence<UInt8>) -> [Line] {
        var lines: [Line] = []
        for byte in piece {
            if byte == 0x0A {
                lines.append(isSkipping ? .tooLong : .whole(begun))
                begun.removeAll(keepingCapacity: true)
                isSkipping = false
            } else if isSkipping {
                continue
            } else if begun.count == longest {
                isSkipping = true
                begun.removeAll()
            } else {
                begun.append(byte)
            }
        }
        return lines
    }

    /// What was begun and not ended, when nothing more comes.
    var rest: [UInt8] { begun }
}
