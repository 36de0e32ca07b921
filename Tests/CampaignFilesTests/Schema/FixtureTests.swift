import CallspoolCore
import CampaignFiles
import Testing

@Suite("Findings stand where the fixtures' marks say")
struct FixtureTests {
    @Test(
        "every finding in a campaign file, its words and its place",
        arguments: [
            "warnings", "late-keys", "indentation", "wrong-kinds", "addition-faults", "form-batch",
        ]
    )
    func campaign(name: String) throws {
        let text = try Files.fixture(name)
        let whole = try WholeFile(text, file: "\(name).yaml")
        let expected = Marks(text).expected
        #expect(!expected.isEmpty)
        #expect(whole.reader.diagnostics.map(\.mark).sorted() == expected.sorted())
    }

    @Test(
        "every finding in the settings, its words and its place",
        arguments: [
            "settings-faults", "settings-trunks", "settings-trunk-keys", "settings-asterisk", "settings-freeswitch",
        ]
    )
    func settings(name: String) throws {
        let text = try Files.fixture(name)
        let found = SettingsFile.read(file: "callspool.yaml", bytes: Array(text.utf8)).1
        let expected = Marks(text).expected
        #expect(!expected.isEmpty)
        #expect(found.map(\.mark).sorted() == expected.sorted())
    }

    @Test("the sample of every fault: the marks in it, and what check prints, line by line")
    func everyFault() throws {
        let path = "samples/every-fault.yaml"
        let text = try Files.text(path)
        let whole = try WholeFile(text, file: path)
        #expect(whole.reader.diagnostics.map(\.mark).sorted() == Marks(text).expected.sorted())
        let printed = whole.reader.diagnostics.map { "\($0)\n" }.joined()
        #expect(try Files.text("samples/every-fault.expected") == printed)
        #expect(whole.reader.campaign == nil)
        #expect(whole.numbers.isEmpty)
    }

    @Test(
        "the good samples are taken",
        arguments: ["plain-list", "references-and-parameters", "contacts", "hours-and-lists", "addition"]
    )
    func goodSamples(name: String) throws {
        let path = "samples/\(name).yaml"
        let whole = try WholeFile(Files.text(path), file: path)
        #expect(whole.errors.isEmpty)
        #expect(whole.reader.campaign != nil)
    }
}
