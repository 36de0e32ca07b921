import CampaignFiles
import Testing

@Suite("Digits that were not written as one number are never joined into one")
struct NumberShapeTests {
    private func read(_ text: String, _ region: String) -> ReadNumber {
        PhoneNumberReader(region: region).read(text)
    }

    @Test(
        "the customary marks are taken",
        arguments: [
            ("US", "(617) 555-0123", "+16175550123"), ("US", "617/555-0123", "+16175550123"),
            ("US", "1 (617) 555.0123", "+16175550123"), ("US", "617\u{A0}555\u{2011}0123", "+16175550123"),
            ("US", "617 - 555 - 0123", "+16175550123"), ("US", "617-555-0123.", "+16175550123"),
            ("US", "(+1) 617 555 0123", "+16175550123"), ("US", "+1 (617)-555-0123", "+16175550123"),
            ("US", "'6175550123", "+16175550123"), ("US", "\u{2019}6175550123", "+16175550123"),
            ("US", "=\"6175550123\"", "+16175550123"), ("US", "\"617 555 0123\"", "+16175550123"),
            ("DE", "030/901820", "+4930901820"), ("DE", "(030) 901820", "+4930901820"),
            ("DE", "+49 30/901820", "+4930901820"), ("DE", "+49 (0)30/901820", "+4930901820"),
            ("DE", "0171/12 34 567", "+491711234567"), ("DE", "089 / 1234-0", "+498912340"),
            ("GB", "+44 (0)20 7946 0018", "+442079460018"), ("GB", "(020) 7946 0018", "+442079460018"),
            ("FR", "01.99.00.12.34", "+33199001234"), ("US", "\u{FF08}617\u{FF09}555\u{FF0D}0123", "+16175550123"),
            ("US", "1 800 GO FEDEX", "+18004633339"),
        ]
    )
    func taken(region: String, text: String, e164: String) {
        #expect(read(text, region) == .dialable(e164: e164, callerID: nil, postDial: nil))
    }

    @Test(
        "a last .0 of a spreadsheet is taken off, exactly",
        arguments: [
            ("DE", "1761234567.0", "+491761234567"), ("DE", "+491761234567.0", "+491761234567"),
            ("AT", "6641234567.0", "+436641234567"), ("IT", "3471234567.0", "+393471234567"),
            ("FI", "401234567.0", "+358401234567"), ("NZ", "21123456.0", "+6421123456"),
            ("ID", "8123456789.0", "+628123456789"), ("US", "6175550123.0", "+16175550123"),
            ("US", "6175550123.00", "+16175550123"), ("DE", "+49 176 1234567.0", "+491761234567"),
        ]
    )
    func fraction(region: String, text: String, e164: String) {
        #expect(read(text, region) == .dialable(e164: e164, callerID: nil, postDial: nil))
    }

    @Test(
        "what may be two numbers, or no number, is refused with a reason",
        arguments: [
            ("1761234567.5", "decimal fraction"), ("0301234.00", "decimal fraction"),
            ("0301234567.000", "decimal fraction"),
            ("030.1234.5", "decimal fraction"), ("1.761234567E9", "letters"), ("1,761234567E+09", "comma"),
            ("030 1234/5678", "slash"), ("0301234/5678", "slash"), ("12345/67890", "slash"), ("030/1234/5", "slash"),
            ("030/123", "slash"), ("+49 30 1234/5678", "slash"),
            ("030 12345, 12346", "comma"), ("030 12345 or 12346", "letters"), ("030 12345 und 46", "letters"),
            ("030 12345 & 46", "character `&`"), ("030 12345 | 46", "character `|`"), ("030 12345~46", "character `~`"),
            ("030 12345 *46", "character `*`"), ("[030] 12345", "not a telephone number"),
            ("030 12345_46", "character `_`"),
            ("030 12345+46", "plus sign"), ("030 12345 +49 30 12346", "plus sign"),
            ("030 12345\u{2028}46", "character U+2028"), ("030 12345\u{200B}46", "character U+200B"),
            ("030 12345\u{85}46", "character U+0085"), ("030 12\u{202E}345", "character U+202E"),
            ("030 1234 (0567)", "parentheses"), ("030 (1234", "parentheses"), ("030) 1234", "parentheses"),
            ("030 1234--5678", "several marks"), ("030 1234..5678", "several marks"), ("030 1234 -", "several marks"),
            ("1234567 1234568", "two numbers"), ("030 12345 030 12346", "two numbers"), ("030 12345 x6", "extension"),
            ("030 12345 ext. 6", "extension"), ("030 12345 #6", "extension"), ("030 bob cell", "letters"),
            ("030 12345 \u{43A}\u{43E}\u{434}", "letters"), ("12345678901234567", "too long"),
        ]
    )
    func refused(text: String, words: String) {
        for region in ["DE", "AT"] {
            guard case .refused(let reason) = read(text, region) else {
                Issue.record("\(text) was taken in \(region): \(read(text, region))")
                continue
            }
            #expect(reason.contains(words), "\(reason)")
            guard case .refused = PhoneNumberReader(region: region).read(callerID: text) else {
                Issue.record("\(text) was taken as a caller id")
                continue
            }
        }
    }

    @Test(
        "letters are keys only in a toll-free number in capitals",
        arguments: ["617 555 cell", "617-555-HOME", "1-800-flowers", "6175550123a", "800 555 0123 X", "617 555 01 CD"]
    )
    func letters(text: String) {
        guard case .refused = read(text, "US") else {
            Issue.record("\(text) was taken")
            return
        }
    }

    @Test("digits that are a number of another country without its + are not read as an unknown one of this")
    func withoutPlus() {
        for text in ["491761234567", "491761234567.0"] {
            guard case .refused(let reason) = read(text, "DE") else {
                Issue.record("\(text) was taken: it is a number with its + and without")
                continue
            }
            #expect(reason.contains("could be +49491761234567 or +491761234567"))
        }
        for region in ["AT", "US"] {
            guard case .refused(let reason) = read(region == "US" ? "4930901820" : "491761234567", region) else {
                Issue.record("it was taken in \(region)")
                continue
            }
            #expect(reason.contains("write it with its +"))
        }
    }

    @Test("a (0) counts only where it is dropped or belongs to a number that is known")
    func trunkZero() {
        let rome = ReadNumber.dialable(e164: "+390612345678", callerID: nil, postDial: nil)
        #expect(read("+39 (0)6 1234 5678", "US") == rome)
        guard case .refused(let reason) = read("+39 (0)347 1234567", "US") else {
            Issue.record("a mobile number of Italy has no zero")
            return
        }
        #expect(reason.contains("(0)"))
    }
}
