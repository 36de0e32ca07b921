import CallspoolCore
import CampaignFiles

/// Reads one line of a do-not-call list.
///
/// What stands before the first `#`, comma, semicolon or tab is the number; quotes around it are dropped. A `+` and 7 to
/// 15 digits are taken as they are, spaces, dots, dashes and parentheses between them skipped: a number need not be in
/// use to be left alone, and ten million lines need not be validated. So are ten digits in the US and Canada. Anything else is read as in a campaign.
struct DoNotCallLine {
    /// What a line holds.
    enum Content: Equatable {
        /// Nothing, or only a comment.
        case blank
        /// A number's E.164 digits.
        case number(UInt64)
        /// Something that is no number.
        case nonsense
    }

    private let numbers: PhoneNumberReader
    private let isNorthAmerican: Bool

    /// Makes a reader of lines whose numbers without `+` are of a region.
    init(region: String) {
        numbers = PhoneNumberReader(region: region)
        isNorthAmerican = region == "US" || region == "CA"
    }

    /// Reads a line, without its line feed.
    func read(_ line: UnsafeRawBufferPointer) -> Content {
        var end = 0
        while end < line.count, !DoNotCallLine.isEnd(line[end]) { end += 1 }
        var field = UnsafeRawBufferPointer(rebasing: line[..<end])
        while let first = field.first, DoNotCallLine.isMargin(first) { field = .init(rebasing: field.dropFirst()) }
        while let last = field.last, DoNotCallLine.isMargin(last) { field = .init(rebasing: field.dropLast()) }
        if field.isEmpty { return end < line.count && line[end] != UInt8(ascii: "#") ? .nonsense : .blank }
        if let digits = DoNotCallLine.international(field) { return .number(digits) }
        if isNorthAmerican, let digits = DoNotCallLine.northAmerican(field) { return .number(digits) }
        guard field.count <= 250,
            case .dialable(let number, _, _) = numbers.read(String(decoding: field, as: UTF8.self)),
            let digits = DoNotCallList.digits(of: number)
        else { return .nonsense }
        return .number(digits)
    }

    /// Reads a text that is a number and nothing else; `nil` when it is none.
    func number(_ text: String) -> UInt64? {
        let field = Array(text.utf8)
        guard !field.contains(where: DoNotCallLine.isEnd) else { return nil }
        guard case .number(let digits) = field.withUnsafeBytes({ read($0) }) else { return nil }
        return digits
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "#") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
            || byte == UInt8(ascii: "\t")
    }

    private static func isMargin(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\"")
    }

    /// The digits of ten as North Americans write them; as with a `+` nothing is validated, which takes 10 µs.
    private static func northAmerican(_ field: UnsafeRawBufferPointer) -> UInt64? {
        guard field.count == 10, field[0] >= UInt8(ascii: "2") else { return nil }
        var digits: UInt64 = 1
        for byte in field {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            digits = digits * 10 + UInt64(byte & 0x0F)
        }
        return digits
    }

    /// The digits of a number with its `+`; `nil` when it is written otherwise.
    private static func international(_ field: UnsafeRawBufferPointer) -> UInt64? {
        guard field[0] == UInt8(ascii: "+") else { return nil }
        var digits: UInt64 = 0
        var count = 0
        for byte in field.dropFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                count += 1
                // No country's code begins with 0.
                if count > 15 || (digits == 0 && byte == UInt8(ascii: "0")) { return nil }
                digits = digits * 10 + UInt64(byte & 0x0F)
            case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): continue
            default: return nil
            }
        }
        return count >= 7 ? digits : nil
    }
}
