import CampaignFiles
import Testing

@Suite("A text is read as a number to call")
struct PhoneNumberReaderTests {
    private let reader = PhoneNumberReader(region: "US")

    @Test(
        "numbers as people write them become E.164",
        arguments: [
            ("+16175550123", "+16175550123"),
            ("6175550123", "+16175550123"),
            ("16175550123", "+16175550123"),
            ("1-617-555-0123", "+16175550123"),
            ("(617) 555-0123", "+16175550123"),
            ("617.555.0123", "+16175550123"),
            ("+1 (617) 555-0123", "+16175550123"),
            (" 6175550123 ", "+16175550123"),
            ("\u{202D}+1 617 555 0123\u{202C}", "+16175550123"),
            ("\u{A0}+16175550123", "+16175550123"),
            ("tel:+16175550123", "+16175550123"),
            ("TEL:6175550123", "+16175550123"),
            ("011 44 20 7946 0018", "+442079460018"),
            ("+44 020 7946 0018", "+442079460018"),
            ("+39 06 1234 5678", "+390612345678"),
            ("+390612345678", "+390612345678"),
            ("1-800-FLOWERS", "+18003569377"),
            ("+80012345678", "+80012345678"),
            ("\u{FF0B}\u{FF11}6175550123", "+16175550123"),
        ]
    )
    func dialable(text: String, e164: String) {
        #expect(reader.read(text) == .dialable(e164: e164, callerID: nil, postDial: nil))
    }

    @Test(
        "every fictional number is valid, in every area code",
        arguments: [201, 212, 305, 416, 604, 617, 702, 876, 907]
    )
    func fictional(area: Int) {
        for last in 0...99 {
            let e164 = "+1\(area)55501\(last < 10 ? "0" : "")\(last)"
            #expect(reader.read(e164) == .dialable(e164: e164, callerID: nil, postDial: nil))
        }
    }

    @Test(
        "the suffixes give the caller id and the digits after answer, in either order",
        arguments: [
            "tel:+16175551234;ani=8009957586;postd=2",
            "tel:+16175551234;postd=2;ani=8009957586",
            "6175551234;ani=+18009957586;postd=2",
            "+16175551234;POSTD=2;ANI=(800) 995-7586",
            " (617) 555-1234 ;ani=8009957586;postd=2 ",
        ]
    )
    func suffixes(text: String) {
        let wanted = ReadNumber.dialable(e164: "+16175551234", callerID: "+18009957586", postDial: "2")
        #expect(reader.read(text) == wanted)
    }

    @Test(
        "digits after answer may be all keys and pauses, 32 of them",
        arguments: ["0123456789*#ABCDpw,", "1", "9,,ww12#"]
    )
    func postDial(digits: String) {
        let wanted = ReadNumber.dialable(e164: "+16175551234", callerID: nil, postDial: digits)
        #expect(reader.read("+16175551234;postd=\(digits)") == wanted)
        let longest = String(repeating: "1", count: 32)
        let longestWanted = ReadNumber.dialable(e164: "+16175551234", callerID: nil, postDial: longest)
        #expect(reader.read("+16175551234;postd=" + longest) == longestWanted)
    }

    @Test(
        "what cannot be dialled is refused with the reason",
        arguments: [
            ("", #""" is empty; a telephone number must stand here"#),
            ("   ", #""   " is empty; a telephone number must stand here"#),
            ("12", #""12" is too short to be a telephone number in region US"#),
            ("911", #""911" is too short to be a telephone number in region US"#),
            ("5550123", #""5550123" has no area code, and can be dialled only within its own area"#),
            ("61755501234", #""61755501234" is too long to be a telephone number in region US"#),
            ("+123", #""+123" is too short to be a telephone number"#),
            ("+999123456", #""+999123456" begins with no country calling code that is in use"#),
            ("hello", #""hello" is not a telephone number"#),
            ("call 6175550123", #""call 6175550123" is not a telephone number"#),
            ("+161755501234567", #""+161755501234567" is too long to be a telephone number"#),
            ("+391761234567890123", #""+391761234567890123" is too long to be a telephone number"#),
            (
                "1-617-555-0123 ext. 5",
                #""1-617-555-0123 ext. 5" has an extension; "#
                    + "to have digits sent after answer write the number with `;postd=`"
            ),
            ("+49 30 1234 bob", #""+49 30 1234 bob" has letters in it; write the number in digits"#),
            (
                "+1617\u{0}5550123",
                "\"+1617\u{FFFD}5550123\" "
                    + #"has a control character in it; write the number on one line, without tabs"#
            ),
            (
                "+16175550123;ext=5",
                #""+16175550123;ext=5" has an extension; to have it dialled after answer write `;postd=5`"#
            ),
            (
                "+16175550123;isub=5",
                #""+16175550123;isub=5" has a suffix "isub" that is not known; known are `;ani=` and `;postd=`"#
            ),
            ("+16175550123;ani=", #""+16175550123;ani=" has an empty `;ani=`; give it a value, or remove it"#),
            (
                "+16175550123;ani=12",
                #"the caller id "12" is too short to be a telephone number in region US"#
            ),
            (
                "+16175550123;postd=1;postd=2",
                #""+16175550123;postd=1;postd=2" has `;postd=` twice; write it once"#
            ),
        ]
    )
    func refused(text: String, reason: String) {
        #expect(reader.read(text) == .refused(reason: reason))
    }

    @Test(
        "digits that no telephone sends are refused",
        arguments: ["x", "1 2", "E", "d", "", "1\u{0661}", String(repeating: "1", count: 33)]
    )
    func notSent(digits: String) {
        guard case .refused = reader.read("+16175550123;postd=\(digits)") else {
            Issue.record("\(digits) was taken")
            return
        }
    }

    @Test(
        "hostile texts are refused and do no harm",
        arguments: [
            String(repeating: "1", count: 251), String(repeating: "+", count: 250), "+", "(", "tel:", ";", ";;;",
            "+;ani=1",
            "\u{1F4DE}", "\r\n6175550123", "6175550123\n", "\u{202E}", "1\u{9B}2", "1\u{202E}2", "+1617555\u{0661}",
            "'; DROP TABLE", "=1+2", "-",
            "+1 617 555 0123 / +1 617 555 0124", "6175550123 or 6175550124", String(repeating: "(", count: 250),
        ]
    )
    func hostile(text: String) {
        guard case .refused(let reason) = reader.read(text) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(reason.unicodeScalars.count < 200)
        #expect(!reason.unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) })
    }

    @Test("the same digits are another number in another region")
    func regions() {
        let german = ReadNumber.dialable(e164: "+4930123456", callerID: nil, postDial: nil)
        #expect(PhoneNumberReader(region: "DE").read("030 123456") == german)
        let italian = ReadNumber.dialable(e164: "+390612345678", callerID: nil, postDial: nil)
        #expect(PhoneNumberReader(region: "IT").read("06 1234 5678") == italian)
    }

    @Test("a region is known or not")
    func knownRegions() {
        #expect(PhoneNumberReader.isKnown(region: "US") && PhoneNumberReader.isKnown(region: "GB"))
        for region in ["", "U", "us", "ZZ", "USA", "\u{E9}", "001"] {
            #expect(!PhoneNumberReader.isKnown(region: region))
        }
    }

    @Test("a reader of an unknown region refuses every number")
    func unknownRegion() {
        let reason =
            #""6175550123" cannot be read, because no region "XX" is known; write ISO 3166, as in US"#
        #expect(PhoneNumberReader(region: "XX").read("6175550123") == .refused(reason: reason))
    }

    @Test("a caller id is read in the region, and the second time the same")
    func callerID() {
        for _ in 0..<2 {
            #expect(reader.read(callerID: "(800) 995-7586") == .valid(e164: "+18009957586"))
            #expect(reader.read(callerID: "tel:8009957586") == .valid(e164: "+18009957586"))
            let reason = #"the caller id "hello" is not a telephone number"#
            #expect(reader.read(callerID: "hello") == .refused(reason: reason))
            #expect(reader.read(callerID: "") != .valid(e164: ""))
        }
        for last in 100..<700 { #expect(reader.read(callerID: "6175551\(last)") == .valid(e164: "+16175551\(last)")) }
    }

    @Test("several threads read at once and get what one gets")
    func threads() async {
        let texts = (0..<2000).map { "+1\(200 + $0 % 800)555\(1000 + $0)" } + (0..<200).map { "(617) 555-\(1000 + $0)" }
        let alone = texts.map { reader.read($0) }
        await withTaskGroup(of: Bool.self) { [reader] group in
            for _ in 0..<4 { group.addTask { texts.map { reader.read($0) } == alone } }
            for await isSame in group { #expect(isSame) }
        }
    }
}
