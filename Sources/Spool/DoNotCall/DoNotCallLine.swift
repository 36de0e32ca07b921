import CallspoolCore
import CampaignFiles

/// Reads one line of a do-not-call list.
///
/// What stands before the first `#`, comma, semicolon or tab is the number; quotes around it are dropped. An area code, a
/// comma and seven digits are one number in North America: so the FTC's registry comes. A `+` and digits that are in their
/// country's plan are taken as they are, and so are ten digits in the US and Canada: ten million lines need not be
/// validated. Anything else is read as in a campaign, more freely: see `PhoneNumberReader.banned`.
struct DoNotCallLine {
    /// What a line holds.
    enum Content: Equatable {
        /// Nothing, or only a comment.
        case blank
        /// The E.164 digits of one number, the only ones that can be meant.
        case number(UInt64)
        /// Something else: a number in other readings, too, or not one.
        case other(BannedNumber)
    }

    private let numbers: PhoneNumberReader
    private let isNorthAmerican: Bool
    private let hasAreaColumn: Bool

    /// Makes a reader of lines whose numbers without `+` are of a region.
    init(region: String) {
        numbers = PhoneNumberReader(region: region)
        isNorthAmerican = region == "US" || region == "CA"
        hasAreaColumn = numbers.callingCode == 1
    }

    /// How numbers are written without their country's code.
    var national: DoNotCallList.NationalForm {
        .init(code: UInt64(clamping: numbers.callingCode), lengths: numbers.nationalLengths)
    }

    /// Reads a line, without its end.
    func read(_ line: UnsafeRawBufferPointer) -> Content {
        var end = 0
        while end < line.count, !DoNotCallLine.isEnd(line[end]) { end += 1 }
        let field = DoNotCallLine.trimmed(.init(rebasing: line[..<end]))
        if field.isEmpty {
            return end < line.count && line[end] != UInt8(ascii: "#") ? .other(BannedNumber()) : .blank
        }
        if let digits = DoNotCallLine.international(field) { return .number(digits) }
        if isNorthAmerican, let digits = DoNotCallLine.northAmerican(field) { return .number(digits) }
        if hasAreaColumn, let digits = DoNotCallLine.areaColumn(field, .init(rebasing: line[end...])) {
            return .number(digits)
        }
        guard field.count <= 250 else { return .other(BannedNumber()) }
        return .other(numbers.banned(String(decoding: field, as: UTF8.self)))
    }

    /// Reads a text that stands for itself, as in a campaign file or on a command line.
    ///
    /// - Returns: what it bans; nothing, not read, when it may be more than one number or not one at all.
    func banned(_ text: String) -> BannedNumber {
        let bytes = Array(text.utf8)
        guard DoNotCallLine.isAlone(bytes) else { return BannedNumber() }
        switch bytes.withUnsafeBytes({ read($0) }) {
        case .blank: return BannedNumber()
        case .number(let digits): return BannedNumber(digits: [digits], isRead: true)
        case .other(let banned): return banned
        }
    }

    /// Whether nothing follows the number but a comment, a suffix as in `;ext=5`, or the second column of an area code.
    private static func isAlone(_ bytes: [UInt8]) -> Bool {
        guard let end = bytes.firstIndex(where: isEnd) else { return true }
        let rest = bytes[(end + 1)...]
        switch bytes[end] {
        case UInt8(ascii: "#"): return true
        case UInt8(ascii: ";"):
            return rest.first.map { $0 | 0x20 >= UInt8(ascii: "a") } == true && rest.contains(UInt8(ascii: "="))
        default: return end == 3 && !rest.contains(where: isEnd)
        }
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "#") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
            || byte == UInt8(ascii: "\t")
    }

    private static func isMargin(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\"")
    }

    private static func trimmed(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var field = field
        while let first = field.first, isMargin(first) { field = .init(rebasing: field.dropFirst()) }
        while let last = field.last, isMargin(last) { field = .init(rebasing: field.dropLast()) }
        return field
    }

    /// The digits of ten as North Americans write them; as with a `+` nothing is validated.
    private static func northAmerican(_ field: UnsafeRawBufferPointer) -> UInt64? {
        guard field.count == 10, field[0] >= UInt8(ascii: "2") else { return nil }
        return digits(field).map { 10_000_000_000 + $0 }
    }

    /// `617` and `,5550101`.
    private static func areaColumn(_ area: UnsafeRawBufferPointer, _ rest: UnsafeRawBufferPointer) -> UInt64? {
        guard area.count == 3, area[0] >= UInt8(ascii: "2"), let area = digits(area), let mark = rest.first,
            mark != UInt8(ascii: "#")
        else { return nil }
        var end = 1
        while end < rest.count, !isEnd(rest[end]) { end += 1 }
        let subscriber = trimmed(.init(rebasing: rest[1..<end]))
        guard subscriber.count == 7, let subscriber = digits(subscriber) else { return nil }
        return 10_000_000_000 + area * 10_000_000 + subscriber
    }

    private static func digits(_ field: UnsafeRawBufferPointer) -> UInt64? {
        var digits: UInt64 = 0
        for byte in field {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            digits = digits * 10 + UInt64(byte & 0x0F)
        }
        return digits
    }

    /// The digits of a number with its `+`; `nil` when it is written otherwise, and when it may be read otherwise.
    private static func international(_ field: UnsafeRawBufferPointer) -> UInt64? {
        guard field[0] == UInt8(ascii: "+") else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 15) { room -> UInt64? in
            var count = 0
            for byte in field.dropFirst() {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    if count == 15 { return nil }
                    room[count] = byte
                    count += 1
                case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): continue
                default: return nil
                }
            }
            let written = UnsafeMutableBufferPointer(rebasing: room[..<count])
            guard NumberingPlan.knows(digits: written) else { return nil }
            return digits(UnsafeRawBufferPointer(written))
        }
    }
}
