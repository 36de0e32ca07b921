import CallspoolCore
import CampaignFiles
import Testing

@Suite("An entry becomes a number to dial or a rejection")
struct NormalisedNumberTests {
    private let reader = PhoneNumberReader(region: "US")
    private let place = Diagnostic.Position(line: 2, column: 1)

    @Test("everything that the entry says is kept")
    func whole() {
        let parameters = [Parameter(key: "name", value: "Elm")]
        let entry = NumberEntry(
            text: "(617) 555-0123;postd=2",
            callerID: "8009957586",
            messageReference: "ref-1",
            parameters: parameters,
            timezone: "America/New_York",
            position: place
        )
        let number = entry.normalised(by: reader)
        #expect(number.phoneNumber == "+16175550123" && number.callerID == "+18009957586" && number.postDial == "2")
        #expect(number.messageReference == "ref-1" && number.parameters == parameters)
        #expect(number.timezone == "America/New_York" && number.rejection == nil)
    }

    @Test("the entry's own caller id goes before the suffix")
    func callerIDWins() {
        let entry = NumberEntry(text: "6175550123;ani=8009957586", callerID: "2125550199", position: place)
        #expect(entry.normalised(by: reader).callerID == "+12125550199")
        let suffixed = NumberEntry(text: "6175550123;ani=8009957586", position: place)
        #expect(suffixed.normalised(by: reader).callerID == "+18009957586")
    }

    @Test("an invalid caller id rejects the number, and leaves it as written")
    func badCallerID() {
        let number = NumberEntry(text: "6175550123;postd=1", callerID: "12", position: place).normalised(by: reader)
        #expect(number.rejection == #"the caller id "12" is too short to be a telephone number in region US"#)
        #expect(number.phoneNumber == "6175550123;postd=1" && number.callerID == nil && number.postDial == nil)
    }

    @Test("a number that cannot be read is kept as written, without control characters and not too long")
    func asWritten() {
        let text = "a\u{0}b\n\u{85}" + String(repeating: "\u{E9}", count: 200)
        let number = NumberEntry(text: text, position: place).normalised(by: reader)
        #expect(number.rejection != nil)
        #expect(number.phoneNumber.hasPrefix("a\u{FFFD}b\u{FFFD}\u{FFFD}\u{E9}"))
        #expect(number.phoneNumber.utf8.count == 255)
    }
}
