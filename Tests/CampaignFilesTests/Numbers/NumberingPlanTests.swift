import CampaignFiles
import Foundation
import Testing

@Suite("The numbering plans")
struct NumberingPlanTests {
    @Test("know what the package that they are from knows, of every country")
    func samples() throws {
        let lines = try Files.text("Tests/CampaignFilesTests/Fixtures/numbering-plan.txt").split(separator: "\n")
        #expect(lines.count > 4000)
        var known = 0
        for line in lines {
            let isKnown = line.first == "+"
            known += isKnown ? 1 : 0
            #expect(NumberingPlan.knows("+" + line.dropFirst()) == isKnown, "\(line)")
        }
        #expect(known > 2000 && known < lines.count - 1000)
    }

    @Test(
        "have the area codes of North America that came into service since 2022",
        arguments: [
            227, 235, 257, 274, 324, 329, 350, 353, 363, 369, 382, 428, 472, 557, 645, 686, 728, 738, 821, 942, 983,
        ]
    )
    func areaCodes(code: Int) {
        #expect(NumberingPlan.knows("+1\(code)5550101"))
    }

    @Test("a possible number that they do not know is dialled, and an impossible one is not")
    func possible() {
        let reader = PhoneNumberReader(region: "US")
        #expect(!NumberingPlan.knows("+16170550123"))
        #expect(reader.read("+16170550123") == .dialable(e164: "+16170550123", callerID: nil, postDial: nil))
        #expect(reader.read("617 055 0123") == .dialable(e164: "+16170550123", callerID: nil, postDial: nil))
        #expect(reader.read(callerID: "+16170550123") == .valid(e164: "+16170550123"))
        #expect(reader.read(callerID: "+1617055012") != .valid(e164: "+1617055012"))
    }

    @Test(
        "nothing but E.164 is in them",
        arguments: ["", "+", "16175550101", "+1617555010x", "+1617555010", "+0", "+9"]
    )
    func nothing(text: String) {
        #expect(!NumberingPlan.knows(text))
    }

    @Test("the NOTICE names the version that they are from")
    func notice() throws {
        #expect(try Files.text("NOTICE").contains("phonenumbers \(NumberingPlan.version)\n"))
    }
}
