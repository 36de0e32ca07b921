/// A number in the form that most lists have: digits in groups, one mark between two of them.
///
/// Of such a text the digits are known without looking out for parentheses, slashes and words. They are those that
/// ``NumberShape`` gives, which reads all the rest.
struct GroupedDigits {
    /// The digits, behind their `+` if they have one.
    private(set) var text: String

    private static let longest = 24

    /// `nil` for any other text, and for one that may be two numbers or end in a fraction.
    init?(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard let last = utf8.last, NumberMarks.isDigit(last), utf8.count <= Self.longest else { return nil }
        var groups = DigitGroups()
        text = String(unsafeUninitializedCapacity: Self.longest) { room in
            var count = 0
            for (place, byte) in utf8.enumerated() {
                if NumberMarks.isDigit(byte) {
                    groups.grow(by: byte)
                } else if byte != NumberMarks.plus || place > 0 {
                    guard groups.end(at: byte) else { return 0 }
                    continue
                }
                room[count] = byte
                count += 1
            }
            return count
        }
        guard !text.isEmpty, groups.areOneNumber else { return nil }
    }
}

/// What is to be known of groups of digits, so that nothing has to be kept of them but counts.
private struct DigitGroups {
    private var current = 0
    private var beginsWithZero = false
    /// How many digits the first one has, if it begins with 0 as an area code does.
    private var area = 0
    /// How many are as long as a number.
    private var long = 0
    private var mayRepeatArea = false
    private var hasDot = false
    private var marks = 0

    mutating func grow(by digit: UInt8) {
        if current == 0 { beginsWithZero = digit == UInt8(ascii: "0") }
        current += 1
        if current == 7 { long += 1 }
    }

    /// Ends a group at a mark; false for what is no usual mark, or does not follow a digit.
    mutating func end(at mark: UInt8) -> Bool {
        switch mark {
        case NumberMarks.space, NumberMarks.dash: break
        case NumberMarks.dot: hasDot = true
        default: return false
        }
        guard current > 0 else { return false }
        if marks == 0 { area = beginsWithZero && current >= 3 ? current : 0 } else { compareWithArea() }
        marks += 1
        current = 0
        return true
    }

    private mutating func compareWithArea() {
        if beginsWithZero, current == area { mayRepeatArea = true }
    }

    /// Whether nothing about the groups needs another look.
    ///
    /// Two digits behind several groups are the last of a French number; behind a single one they may be a cell's fraction.
    var areOneNumber: Bool {
        var last = self
        if marks > 0 { last.compareWithArea() }
        guard long <= 1, !last.mayRepeatArea else { return false }
        return !hasDot || current >= 4 || current >= 2 && marks >= 2
    }
}
