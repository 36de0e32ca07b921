import CPhoneNumber
import CampaignFiles
import Testing

/// The table of what `Parse` takes off, and the quick look at grouped digits, against what they stand for.
@Suite("Numbers of every region are read by the table as libphonenumber reads them")
struct ParsingTests {
    private func each(of count: Int, seed: UInt64, _ body: (String, NearNumbers, inout SplitMix64) -> Void) {
        var random = SplitMix64(seed: seed)
        for region in Shim.regions {
            guard let near = NearNumbers(region: region, code: Int(CPhoneNumberCallingCode(region))) else { continue }
            for _ in 0..<count { body(region, near, &random) }
        }
    }

    private func expectEqual(_ text: String, in region: String) {
        let short = Shim.outcome(text, region, CPhoneNumberRead)
        let long = Shim.outcome(text, region, CPhoneNumberReadSlowly)
        #expect(short == long, "\(text) in \(region)")
    }

    @Test("dialled as they are in their region, or elsewhere, or nearly so")
    func digits() {
        each(of: 80, seed: 8) { region, near, random in
            let text = near.text(&random)
            let elsewhere = Shim.regions[Int.random(in: 0..<Shim.regions.count, using: &random)]
            expectEqual(text, in: Bool.random(using: &random) ? region : elsewhere)
        }
    }

    @Test("with marks, letters and extensions")
    func marks() {
        each(of: 20, seed: 9) { region, near, random in expectEqual(near.markedText(&random), in: region) }
    }

    @Test("and whatever they begin with")
    func beginnings() {
        var random = SplitMix64(seed: 10)
        for code in Set(Shim.regions.map { CPhoneNumberCallingCode($0) }).sorted() {
            for begin in 10...99 {
                let digits = Int.random(in: 100_000_000...999_999_999, using: &random)
                let rest = "\(digits)".suffix(Int.random(in: 3...9, using: &random))
                expectEqual("+\(code)\(String("\(begin)".reversed()))\(rest)", in: "US")
            }
        }
    }

    /// Argentina's mobiles: an area code and 15 become 9 and the area code.
    @Test(
        "and where the library puts something in a prefix's place",
        arguments: [
            ("AR", "11151234567", "perhaps +549111234567"), ("AR", "+5411151234567", "perhaps +549111234567"),
            ("AR", "0111512345678", "+5491112345678"), ("BR", "01521987654321", "+5521987654321"),
            ("MG", "2123456", "+261202123456"), ("GG", "712345", "+441481712345"), ("AG", "4641234", "+12684641234"),
        ]
    )
    func rewritten(region: String, text: String, e164: String) {
        #expect(Shim.outcome(text, region, CPhoneNumberRead) == e164)
        expectEqual(text, in: region)
    }

    /// A space before a text is skipped, and its groups are walked over one by one.
    @Test("and grouped digits are read as after the walk over each of their marks")
    func groups() {
        var readers: [String: PhoneNumberReader] = [:]
        each(of: 20, seed: 11) { region, near, random in
            let reader = readers[region] ?? PhoneNumberReader(region: region)
            readers[region] = reader
            let text = near.markedText(&random)
            #expect(reader.read(text) == reader.read(" " + text), "\(text) in \(region)")
        }
    }

    @Test(
        "and grouped digits that may be two numbers or a fraction are refused as before",
        arguments: [
            "1761234567.5", "0301234.00", "0301234567.000", "030.1234.5", "030 12345 030 12346", "1234567 1234568",
            "1761234567.0", "01.99.00.12.34", "0171 12 34 567", "030 12345 030", "+49 1761234567.50", "030  12345",
            "030-.1",
        ]
    )
    func unusualGroups(text: String) {
        for region in ["DE", "FR", "US"] {
            let reader = PhoneNumberReader(region: region)
            #expect(reader.read(text) == reader.read(" " + text), "\(text) in \(region)")
        }
    }
}
