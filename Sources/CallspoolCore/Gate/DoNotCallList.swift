/// Telephone numbers that must not be called, each with its line.
///
/// Ten million of them take 120 MB: 12 bytes each in one sorted array, no object for any. The array is sorted in place,
/// and room for all of it is reserved at once, because an array that grows is there twice while it is copied.
public struct DoNotCallList: Sendable {
    /// A number's digits in two halves, so that an entry is 12 bytes and not 16.
    struct Entry: Sendable {
        var high, low, line: UInt32

        init(digits: UInt64, line: UInt32) {
            high = UInt32(truncatingIfNeeded: digits >> 32)
            low = UInt32(truncatingIfNeeded: digits)
            self.line = line
        }

        var digits: UInt64 { UInt64(high) << 32 | UInt64(low) }
    }

    private var entries: [Entry] = []
    /// How many lines the list has, also those without a number.
    public var lines = 0
    /// How many lines hold something that is no number.
    public private(set) var nonsense = 0
    /// The first of them.
    public private(set) var firstNonsense: [Int] = []

    /// Makes an empty list.
    ///
    /// - Parameter most: how many numbers there may be at most; memory that is not used is not taken.
    public init(reserving most: Int = 0) {
        entries.reserveCapacity(most)
    }

    /// How many numbers there are, each as often as it is listed.
    public var count: Int { entries.count }

    /// Takes a number; it is found after `seal`.
    ///
    /// - Parameters:
    ///   - digits: of its E.164 form, as a number.
    ///   - line: where it stands, from 1.
    public mutating func append(_ digits: UInt64, line: Int) {
        entries.append(Entry(digits: digits, line: UInt32(clamping: line)))
    }

    /// Notes a line that holds no number.
    public mutating func noteNonsense(line: Int) {
        nonsense += 1
        if firstNonsense.count < 5 { firstNonsense.append(line) }
    }

    /// Puts the numbers in order, after the last was taken.
    public mutating func seal() {
        entries.withUnsafeMutableBufferPointer { $0.sortByDigits() }
    }

    /// The first line that lists a number; `nil` when none does.
    ///
    /// - Parameter digits: of its E.164 form, as a number.
    /// - Returns: from 1.
    public func line(of digits: UInt64) -> Int? {
        entries.withUnsafeBufferPointer { entries in
            var low = 0
            var high = entries.count
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].digits < digits { low = middle + 1 } else { high = middle }
            }
            return low < entries.count && entries[low].digits == digits ? Int(entries[low].line) : nil
        }
    }

    /// The first line that lists a number; `nil` when none does, and for what is not E.164.
    public func line(of phoneNumber: String) -> Int? {
        DoNotCallList.digits(of: phoneNumber).flatMap { line(of: $0) }
    }

    /// The digits of a number in E.164, as a number; `nil` for any other text.
    public static func digits(of phoneNumber: String) -> UInt64? {
        guard phoneNumber.utf8.first == UInt8(ascii: "+"), phoneNumber.utf8.count <= 16 else { return nil }
        return UInt64(phoneNumber.dropFirst())
    }
}
