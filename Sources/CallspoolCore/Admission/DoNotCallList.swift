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
    /// How many lines hold something that is not a number.
    public private(set) var nonsense = 0
    /// The first of them.
    public private(set) var firstNonsense: [Int] = []
    /// How many lines hold anything at all.
    public private(set) var filled = 0
    /// Whether the first of these is a heading: no number, and no digit in it.
    public var hasHeading = false
    /// What the file is instead of a list, such as `a zip archive`; `nil` when it looks like one.
    public var kind: String?
    /// How numbers of the list's region are written without their country's code.
    public var national: NationalForm?

    /// A country calling code, and the lengths that its national numbers can have.
    public struct NationalForm: Equatable, Sendable {
        /// The code's digits.
        public var code: UInt64
        /// A bit for each length.
        public var lengths: UInt32

        /// Makes a form.
        public init(code: UInt64, lengths: UInt32) {
            self.code = code
            self.lengths = lengths
        }

        /// The digits with the code before them; `nil` when they are not as many as a national number has.
        func international(_ digits: UInt64) -> UInt64? {
            var (scale, length, rest): (UInt64, UInt32, UInt64) = (1, 0, digits)
            while rest > 0 { (scale, length, rest) = (scale * 10, length + 1, rest / 10) }
            guard lengths >> length & 1 == 1, length < 13 else { return nil }
            return code * scale + digits
        }
    }

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

    /// Notes a line that holds something.
    public mutating func noteFilled() {
        filled += 1
    }

    /// Notes a line that does not hold a number.
    public mutating func noteNonsense(line: Int) {
        nonsense += 1
        if firstNonsense.count < 5 { firstNonsense.append(line) }
    }

    /// Puts the numbers in order, after the last was taken.
    public mutating func seal() {
        entries.withUnsafeMutableBufferPointer { $0.sortByDigits() }
    }

    /// Of twenty lines one at most may be something else than a number; where more are, the file is another one.
    public static let mostNonsense = 20

    /// Why the list cannot be read, in words that follow its name; `nil` when it can.
    public var whyUnreadable: String? {
        if let kind { return "it is \(kind)" }
        // A heading with nothing under it is not a heading.
        let wrong = nonsense - (hasHeading && filled > 1 ? 1 : 0)
        guard wrong * DoNotCallList.mostNonsense > filled else { return nil }
        return
            "\(wrong) of its \(filled) lines \(wrong == 1 ? "is not a telephone number" : "are not telephone numbers")"
    }

    /// The first line that lists a number; `nil` when none does.
    ///
    /// A number that is written in the list without `+` is one of its region; should it have been another country's, its
    /// digits are found all the same.
    ///
    /// - Parameter digits: of its E.164 form, as a number.
    /// - Returns: from 1.
    public func line(of digits: UInt64) -> Int? {
        find(digits) ?? national?.international(digits).flatMap(find)
    }

    private func find(_ digits: UInt64) -> Int? {
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
