import CallspoolCore

extension [UInt8] {
    /// Writes `again: true` before the first key of a campaign file: on a line of its own, or inside the braces of a map
    /// that is written on one line.
    ///
    /// - Parameter position: where that key stands; nothing is written when that is not in these bytes.
    mutating func setAgain(before position: Diagnostic.Position) {
        guard let place = place(of: position) else { return }
        let blank = Set(" \t\r\n".utf8)
        let isInBraces = self[..<place].last { !blank.contains($0) } == UInt8(ascii: "{")
        let indent = String(repeating: " ", count: position.column - 1)
        insert(contentsOf: Array((isInBraces ? "again: true, " : "again: true\n\(indent)").utf8), at: place)
    }

    /// The place of a position, in bytes.
    private func place(of position: Diagnostic.Position) -> Int? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var place = starts(with: mark) ? mark.count : 0
        for _ in 1..<position.line {
            guard let end = self[place...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            place = end + 1
        }
        for _ in 1..<position.column {
            guard place < count else { return nil }
            place += 1
            // The rest of a character of several bytes.
            while place < count, self[place] & 0xC0 == 0x80 { place += 1 }
        }
        return place < count ? place : nil
    }
}
