/// What a text on a do-not-call list keeps from being called.
public struct BannedNumber: Equatable, Sendable {
    /// E.164 digits, without `+`, of every plausible reading; each once.
    public internal(set) var digits: [UInt64]
    /// Whether the text was read as a number; when not, its digits count all the same, and it is worth a word.
    public internal(set) var isRead: Bool

    /// Makes one; without digits nothing is banned.
    public init(digits: [UInt64] = [], isRead: Bool = false) {
        self.digits = digits
        self.isRead = isRead
    }

    mutating func add(_ text: some StringProtocol) {
        guard (7...15).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0"), let value = UInt64(text) else {
            return
        }
        if !digits.contains(value) { digits.append(value) }
    }

    mutating func add(_ other: BannedNumber) {
        for value in other.digits where !digits.contains(value) { digits.append(value) }
    }
}

extension PhoneNumberReader {
    /// Reads a text of a do-not-call list: as in a campaign, and more freely, for here a guess keeps a telephone silent.
    ///
    /// An extension, a fraction and a spreadsheet's apostrophe hide no telephone. The digits as they stand count, too, and
    /// what a number would be with and without its country's code. Of a text with several numbers each counts.
    public func banned(_ text: String) -> BannedNumber {
        let whole = banned(one: text)
        if whole.isRead { return whole }
        var all = whole
        let pieces = text.unicodeScalars.split { NumberMarks.byte($0) == nil || $0 == "/" }
            .map { String(Substring($0)) }
            .filter { $0.unicodeScalars.contains { $0.properties.numericType == .decimal } }
        guard !pieces.isEmpty, pieces.count > 1 || pieces[0] != text else { return whole }
        let read = pieces.map(banned(one:))
        for piece in read { all.add(piece) }
        all.isRead = text.beginsAsNumber && read.allSatisfy(\.isRead)
        return all
    }

    private func banned(one text: String) -> BannedNumber {
        var pieces = NumberSuffixes.unwrapped(text)[...]
        if let end = pieces.firstIndex(of: ";") { pieces = pieces[..<end] }
        var number = NumberSuffixes.withoutScheme(String(pieces))
        if let written = WrittenExtension(number) { number = written.number }
        if number.hasSuffix(".0") { number.removeLast(2) }
        var banned = BannedNumber()
        var reading: String?
        if case .dialable(let e164, _, _) = read(number) { reading = String(e164.dropFirst()) }
        if let reading {
            banned.add(reading)
            banned.isRead = true
        }
        addDigits(of: number, reading, to: &banned)
        return banned
    }

    /// The digits as they stand.
    private func addDigits(of number: String, _ reading: String?, to banned: inout BannedNumber) {
        let hasPlus = number.unicodeScalars.first.flatMap(NumberMarks.byte) == NumberMarks.plus
        let marks = number.unicodeScalars.compactMap(NumberMarks.byte)
        let isPure = marks.count == number.unicodeScalars.count
        let digits = String(decoding: marks.filter(NumberMarks.isDigit), as: UTF8.self)
        let code = "\(callingCode)"
        // What the list answers for by itself: see `DoNotCallList.national`.
        if reading != code + digits { banned.add(digits) }
        let count = banned.digits.count
        if hasPlus {
            if isPure, reading == nil, count == 1 { banned.isRead = true }
            return
        }
        for prefix in ["00", "011"] where digits.hasPrefix(prefix) { banned.add(digits.dropFirst(prefix.count)) }
        guard reading == nil else { return }
        let national = digits.drop { $0 == "0" }
        if national.utf8.count < 16, nationalLengths >> UInt32(national.utf8.count) & 1 == 1 {
            banned.add(code + national)
        }
        // A number of another country, written without its + or with what is dialled for it.
        if isPure, digits.hasPrefix("00") || !digits.hasPrefix("0") {
            banned.isRead = NumberingPlan.knows(digits: digits.drop { $0 == "0" }.utf8)
        }
    }
}
