/// A toll-free number of North America whose subscriber's digits are written as letters, `1-800-FLOWERS`.
///
/// In capitals, seven places, at the end. libphonenumber reads letters as keys anywhere, so that `617 555 cell` would be a
/// number, and somebody else's.
struct VanityNumber {
    /// The number without marks; its letters are for libphonenumber to read.
    let text: String

    private static let areas: Set<String> = ["800", "822", "833", "844", "855", "866", "877", "888"]

    /// `nil` for any other text.
    init?(_ written: String) {
        var kept = written.utf8.filter { $0 != NumberMarks.space && $0 != NumberMarks.dash && $0 != NumberMarks.dot }
        if kept.first == NumberMarks.plus { kept.removeFirst() }
        if kept.count == 11, kept.first == UInt8(ascii: "1") { kept.removeFirst() }
        guard kept.count == 10, VanityNumber.areas.contains(String(decoding: kept.prefix(3), as: UTF8.self)) else {
            return nil
        }
        let places = kept.dropFirst(3)
        guard places.allSatisfy({ NumberMarks.isDigit($0) || VanityNumber.isCapital($0) }),
            places.count(where: VanityNumber.isCapital) >= 3, places.last.map(VanityNumber.isCapital) == true
        else { return nil }
        text = "+1" + String(decoding: kept, as: UTF8.self)
    }

    private static func isCapital(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
}
