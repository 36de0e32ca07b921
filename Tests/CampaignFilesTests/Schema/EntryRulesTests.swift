import CallspoolCore
import Testing

@testable import CampaignFiles

@Suite("What YAML refuses, CSV refuses too")
struct EntryRulesTests {
    private func csv(_ text: String) throws -> (entries: [NumberEntry], errors: [String]) {
        var reader = ContactListReader(file: "list.csv", source: ArraySource(text))
        var entries: [NumberEntry] = []
        while case let some = try reader.next(10), !some.isEmpty { entries += some }
        return (entries, reader.diagnostics.map(\.description))
    }

    /// The same value in both forms; whether each takes it.
    private func isTaken(_ key: String, _ value: String) throws -> (yaml: Bool, csv: Bool) {
        let escaped = value.unicodeScalars
            .map { scalar in
                scalar.value < 0x7F && scalar.value >= 0x20 && scalar != "\"" && scalar != "\\"
                    ? String(scalar)
                    : "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                        + String(scalar.value, radix: 16)
            }
            .joined()
        let field = key == "note" ? "call_parameters: {note: \"\(escaped)\"}" : "\(key): \"\(escaped)\""
        let yaml = try WholeFile("ani: 2125550100\nnumbers:\n  - {phone_number: 2125550101, \(field)}\n")
        let quoted = value.replacing("\"", with: "\"\"")
        let list = try csv("destination,\(key)\n2125550101,\"\(quoted)\"\n")
        return (yaml.errors.isEmpty, list.errors.isEmpty)
    }

    @Test(
        "line ends, control characters and lengths",
        arguments: [
            ("note", "two\nlines", false), ("note", "two\r\nlines", false), ("note", "tab\there", false),
            ("note", "a\u{1B}[2J", false), ("note", "a\u{7F}", false), ("note", "a\u{9B}", false),
            ("note", "a\u{85}b", false),
            ("note", "a\u{2028}b", false), ("note", "a\u{2029}b", false), ("note", "", true),
            ("note", "Müller 👩‍💻", true),
            ("note", String(repeating: "ü", count: 1024), true), ("note", String(repeating: "ü", count: 1025), false),
            ("message_reference", "two\nlines", false), ("message_reference", "a\u{2028}b", false),
            ("message_reference", String(repeating: "x", count: 255), true),
            ("message_reference", String(repeating: "x", count: 256), false),
            ("message_reference", String(repeating: "e\u{301}", count: 128), false),
            ("message_reference", "", true), ("timezone", "", true), ("ani", "", true),
            ("timezone", "us/eastern", true), ("timezone", "EUROPE/berlin", true), ("timezone", "mars/phobos", false),
        ]
    )
    func values(key: String, value: String, isFine: Bool) throws {
        let taken = try isTaken(key, value)
        #expect(taken.yaml == isFine, "YAML")
        #expect(taken.csv == isFine, "CSV")
    }

    @Test("a line break in a notes column is told with its place")
    func place() throws {
        let list = try csv("destination,notes\n2125550101,fine\n2125550102,\"two\nlines\"\n2125550103,fine\n")
        #expect(list.errors == ["list.csv:3:12: error: `notes` has a line break in it; put it in one line"])
    }

    @Test("so are the names of columns, and more columns than a call takes parameters")
    func names() throws {
        #expect(try csv("destination,\"two\nlines\"\n1,2\n").errors.count == 1)
        #expect(try csv("destination,\(String(repeating: "x", count: 65))\n1,2\n").errors.count == 1)
        for (count, errors) in [(64, 0), (65, 1), (90, 1)] {
            let names = (1...count).map { "c\($0)" }.joined(separator: ",")
            let values = (1...count).map { "\($0)" }.joined(separator: ",")
            let list = try csv("destination,\(names)\n2125550101,\(values)\n")
            #expect(list.errors.count == errors, "\(count): \(list.errors)")
        }
    }

    @Test("A zone is known by its name in letters of either case, and kept as it is written itself")
    func zones() throws {
        #expect("us/eastern".zoneName == "US/Eastern" && "america/new_york".zoneName == "America/New_York")
        #expect("AMERICA/PORT-AU-PRINCE".zoneName == "America/Port-au-Prince" && "utc".zoneName == "UTC")
        for name in ["", "mars/phobos", "../etc/passwd", "gmt+0530", "posix/US/Eastern".lowercased()] {
            #expect(name.zoneName == nil, "\(name)")
        }
        let list = try csv("destination,timezone\n2125550101,us/eastern\n2125550102,us/eastern\n")
        #expect(list.entries.map(\.timezone) == ["US/Eastern", "US/Eastern"])
    }

    @Test(
        "A first line that says what is between the columns is not a header",
        arguments: ["sep=,", "SEP=,", "\"sep=,\"", "sep=,,,"]
    )
    func separator(line: String) throws {
        let list = try csv("\u{FEFF}\(line)\r\ndestination,code\r\n2125550101,7\r\n")
        #expect(list.errors == [] && list.entries.map(\.text) == ["2125550101"])
    }

    @Test("another separator is told, and not taken for a column")
    func otherSeparator() throws {
        #expect(
            try csv("sep=;\ndestination;code\n2125550101;7\n").errors == [
                "list.csv:1:1: error: the first line says that \";\" is between the columns; "
                    + "save the list with commas between them"
            ]
        )
    }
}
