import CPhoneNumber
import Testing

/// The short cuts of the shim against libphonenumber's own `Parse`.
@Suite("The short cuts give what libphonenumber gives")
struct ShortCutTests {
    private func expectEqual(_ text: String, in region: String) {
        let short = Shim.outcome(text, region, CPhoneNumberRead)
        let long = Shim.outcome(text, region, CPhoneNumberReadSlowly)
        #expect(short == long, "\(text) in \(region)")
    }

    private func digits(_ count: Int, _ random: inout SplitMix64) -> String {
        (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    }

    @Test("every region of libphonenumber is there")
    func allRegions() {
        #expect(Shim.regions.count > 200)
        #expect(CPhoneNumberCallingCode("US") == 1 && CPhoneNumberCallingCode("DE") == 49)
        #expect(CPhoneNumberCallingCode("ZZ") == 0 && CPhoneNumberCallingCode("us") == 0)
    }

    @Test("for random North American numbers, with and without + and 1")
    func northAmerica() {
        var random = SplitMix64(seed: 1)
        for _ in 0..<4000 {
            let national = digits(10, &random)
            for text in ["+1" + national, national, "1" + national] { expectEqual(text, in: "US") }
            expectEqual(national, in: ["CA", "JM", "BS"][Int.random(in: 0..<3, using: &random)])
        }
    }

    @Test("for random numbers in every area code of North America")
    func areaCodes() {
        var random = SplitMix64(seed: 2)
        for area in 200...999 {
            for _ in 0..<5 { expectEqual("+1\(area)\(digits(7, &random))", in: "US") }
        }
    }

    @Test("whatever the last three digits of a North American number are")
    func blocks() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<3000 {
            let block = "+1\(Int.random(in: 200...999, using: &random))\(digits(4, &random))"
            for last in ["000", "999", digits(3, &random)] { expectEqual(block + last, in: "US") }
        }
    }

    @Test("in the blocks where the plan looks at the seventh digit")
    func narrowBlocks() {
        for block in 8_766_050...8_766_069 {
            for last in ["000", "500", "999"] { expectEqual("+1\(block)\(last)", in: "US") }
        }
    }

    @Test("where Parse takes off a prefix that a valid number begins with: Mexico's old 1, Belarus's 8, Italy's 0")
    func prefixes() {
        for text in ["+5213520136474", "+523520136474", "+3758103370205", "+390612345678", "+4402079460018"] {
            expectEqual(text, in: "US")
        }
        #expect(Shim.outcome("+5213520136474", "US", CPhoneNumberRead) == "+523520136474")
    }

    @Test("for the example numbers of every region and kind, in E.164 and with other last digits")
    func examples() {
        var random = SplitMix64(seed: 4)
        var seen = 0
        for region in Shim.regions {
            for kind in Int32(0)...10 {
                guard let e164 = Shim.example(region, kind) else { continue }
                seen += 1
                // The library's example may be out of use by now.
                #expect(Shim.outcome(e164, "US", CPhoneNumberRead).hasSuffix(e164))
                for count in 1...8 { expectEqual(String(e164.dropLast(count)) + digits(count, &random), in: "US") }
            }
        }
        #expect(seen > 500)
    }

    @Test("for random digits after +, of any length")
    func anyDigits() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<4000 {
            expectEqual("+" + digits(Int.random(in: 1...18, using: &random), &random), in: "US")
        }
    }

    @Test("for random digits without +, in any region")
    func nationalDigits() {
        var random = SplitMix64(seed: 6)
        for _ in 0..<3000 {
            let region = Shim.regions[Int.random(in: 0..<Shim.regions.count, using: &random)]
            expectEqual(digits(Int.random(in: 1...14, using: &random), &random), in: region)
        }
    }

    @Test("with marks anywhere between the digits")
    func marks() {
        var random = SplitMix64(seed: 7)
        let marks = ["", "", "", "", " ", "-", ".", "(", ")", "/", "+", ",", "x", "#", "~", "\u{A0}"]
        for _ in 0..<6000 {
            var text = Bool.random(using: &random) ? "+1" : ""
            for digit in "617555\(digits(4, &random))" {
                text += marks[Int.random(in: 0..<marks.count, using: &random)] + String(digit)
            }
            text += marks[Int.random(in: 0..<marks.count, using: &random)]
            expectEqual(text, in: "US")
        }
    }
}
