/// Dates and times of day as they stand in texts: rows of digits that are not telephone number.
enum WrittenInstant {
    /// Where an instant ends that begins at a place: `2026-11-25`, `2026-11-25T10:00:00.000Z`, `2026-11-25 10:00`, `10:00:30`.
    ///
    /// - Returns: `nil` when there is none, or more digits follow it.
    static func end(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
        var cursor = Cursor(scalars: scalars, at: start)
        if cursor.date() {
            let day = cursor.at
            if cursor.skip("T") || cursor.skip(" "), cursor.time(), cursor.isAtEnd {
                _ = cursor.skip("Z")
                return cursor.at
            }
            cursor.at = day
        } else if !cursor.time() {
            return nil
        }
        return cursor.isAtEnd ? cursor.at : nil
    }

    private struct Cursor {
        let scalars: [Unicode.Scalar]
        var at: Int

        /// Whether no further part of a number follows.
        var isAtEnd: Bool {
            guard at < scalars.count else { return true }
            if ("0"..."9").contains(scalars[at]) { return false }
            // `2026-11-25-1234`
            let isJoined = "-:.".unicodeScalars.contains(scalars[at]) && at + 1 < scalars.count
            return !(isJoined && ("0"..."9").contains(scalars[at + 1]))
        }

        mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
            guard at < scalars.count, scalars[at] == scalar else { return false }
            at += 1
            return true
        }

        /// So many digits, as a number within a range.
        mutating func number(_ digits: Int, in range: ClosedRange<UInt32>) -> Bool {
            guard at + digits <= scalars.count else { return false }
            var value: UInt32 = 0
            for scalar in scalars[at..<(at + digits)] {
                guard ("0"..."9").contains(scalar) else { return false }
                value = value * 10 + scalar.value - 0x30
            }
            guard range.contains(value) else { return false }
            at += digits
            return true
        }

        mutating func date() -> Bool {
            let before = at
            if number(4, in: 1970...2199), skip("-"), number(2, in: 1...12), skip("-"), number(2, in: 1...31) {
                return true
            }
            at = before
            return false
        }

        mutating func time() -> Bool {
            let before = at
            guard number(2, in: 0...23), skip(":"), number(2, in: 0...59) else {
                at = before
                return false
            }
            let minute = at
            guard skip(":"), number(2, in: 0...60) else {
                at = minute
                return true
            }
            let second = at
            if !(skip(".") && number(3, in: 0...999)) { at = second }
            return true
        }
    }
}
