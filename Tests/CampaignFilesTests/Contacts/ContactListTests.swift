import CallspoolCore
import Testing

@testable import CampaignFiles

/// Gives few bytes at a time, as a slow pipe would.
struct TricklingSource: ByteSource {
    private var inner: ArraySource
    private let most: Int

    init(_ bytes: [UInt8], most: Int) {
        inner = ArraySource(bytes)
        self.most = most
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        inner.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(most)))
    }
}

/// A list read to its end.
struct ReadList: Equatable {
    var entries: [NumberEntry] = []
    var diagnostics: [Diagnostic]

    init(_ source: any ByteSource, limit: Int = 1000) throws {
        var reader = ContactListReader(file: "list.csv", source: source)
        while true {
            let some = try reader.next(limit)
            if some.isEmpty { break }
            entries += some
        }
        diagnostics = reader.diagnostics
    }

    init(_ text: String) throws {
        try self.init(ArraySource(text))
    }

    /// The diagnostics in words.
    var words: [String] { diagnostics.map(\.description) }
}

@Suite("A contact list is read")
struct ContactListTests {
    private func entry(
        _ text: String,
        from callerID: String? = nil,
        reference: String? = nil,
        _ parameters: [(String, String)] = [],
        zone: String? = nil,
        line: Int,
        column: Int = 1
    ) -> NumberEntry {
        NumberEntry(
            text: text,
            callerID: callerID,
            messageReference: reference,
            parameters: parameters.map { Parameter(key: $0.0, value: $0.1) },
            timezone: zone,
            position: Diagnostic.Position(line: line, column: column)
        )
    }

    @Test("the known columns are read, and any other becomes a call parameter under its name")
    func columns() throws {
        let list = try ReadList(
            """
            destination,ani,message_reference,timezone,First Name,code
            +16175550123,8009957586,ref-1,America/New_York,Elm,7
            6175550124,,,,,

            """
        )
        #expect(list.words == [])
        #expect(
            list.entries == [
                entry(
                    "+16175550123",
                    from: "8009957586",
                    reference: "ref-1",
                    [("First Name", "Elm"), ("code", "7")],
                    zone: "America/New_York",
                    line: 2
                ),
                entry("6175550124", [("First Name", ""), ("code", "")], line: 3),
            ]
        )
    }

    @Test(
        "line ends may be LF, CR LF or CR, and the last may be missing",
        arguments: ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\nb", "a\r\nb", "a\r\n\r\n\nb\n\n\n", "\n\na\nb"]
    )
    func lineEnds(rows: String) throws {
        let lead = rows.prefix { $0 == "\n" }
        let lineEnd = ["\r\n", "\r"].first { (end: String) in rows.contains(end) } ?? "\n"
        let list = try ReadList(lead + "phone_number" + lineEnd + rows)
        #expect(list.words == [])
        #expect(list.entries.map(\.text) == ["a", "b"])
    }

    @Test("commas, quotes and line ends within quotes belong to the field, and lines are counted on")
    func quotes() throws {
        let list = try ReadList("destination,note\r\n\"a, \"\"b\"\"\r\nc\",\"d, \"\"e\"\"\"\r\n\"2\",\"\"\r\n3,x\n")
        #expect(list.words == [])
        #expect(
            list.entries == [
                entry("a, \"b\"\r\nc", [("note", "d, \"e\"")], line: 2),
                entry("2", [("note", "")], line: 4),
                entry("3", [("note", "x")], line: 5),
            ]
        )
    }

    @Test("a byte order mark is not a part of the header")
    func byteOrderMark() throws {
        for most in [1, 2, 3, 4, 1000] {
            let bytes = [0xEF, 0xBB, 0xBF] + Array("destination\n1\n".utf8)
            let list = try ReadList(TricklingSource(bytes, most: most))
            #expect(list.words == [] && list.entries.map(\.text) == ["1"])
        }
    }

    @Test("lines of nothing but spaces or commas are skipped, an empty field in quotes is not")
    func blankLines() throws {
        let list = try ReadList("destination,a\n1,x\n\n   \n,\n\"\",\n2,y\n")
        #expect(list.words == [])
        #expect(list.entries.map(\.text) == ["1", "", "2"])
    }

    @Test("a header may be in capitals, with spaces around, and its columns in any order")
    func looseHeader() throws {
        let list = try ReadList("name, Phone_Number ,ANI\nElm,1,2\n")
        #expect(list.words == [])
        #expect(list.entries == [entry("1", from: "2", [("name", "Elm")], line: 2)])
    }

    @Test("UTF-8 is kept, and columns count characters")
    func utf8() throws {
        let list = try ReadList("destination,n\u{E9}e\n\u{1F600}1,\u{E9}\u{E9}\n2,\u{E9}\"\n")
        #expect(list.entries == [entry("\u{1F600}1", [("n\u{E9}e", "\u{E9}\u{E9}")], line: 2)])
        #expect(list.diagnostics.map(\.position) == [Diagnostic.Position(line: 3, column: 4)])
    }

    @Test("a limit cuts the entries into pieces, and changes nothing else")
    func limits() throws {
        let text = "destination\n" + (1...100).map { "\($0)\n" }.joined()
        var reader = ContactListReader(file: "list.csv", source: ArraySource(text))
        #expect(try reader.next(30).map(\.text) == (1...30).map { "\($0)" })
        #expect(try reader.next(1).map(\.text) == ["31"])
        #expect(try reader.next(0) == [])
        #expect(try reader.next(1000).map(\.text) == (32...100).map { "\($0)" })
        #expect(try reader.next(1000) == [] && reader.diagnostics == [])
    }

    @Test("what the source throws comes through")
    func failingSource() {
        struct Failure: Error {}
        struct Failing: ByteSource {
            mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { throw Failure() }
        }
        #expect(throws: Failure.self) {
            var reader = ContactListReader(file: "list.csv", source: Failing())
            _ = try reader.next(1)
        }
    }

    @Test("where the pieces of the file begin and end makes no difference")
    func pieces() throws {
        let files = [
            "\u{FEFF}destination,note\r\n1,\"a, \"\"b\"\"\r\n\u{E9}c\"\r\n\r\n\"2\",\"\"\r3,\u{1F600}\n4\n5,a\"b\n6,\"a\"b\n",
            "destination;ani\n1;2\n", "\u{FEFF}", "", "\r\n\r\n", "destination\r\n1\r\n\0\n2",
            "destination,a\n1,\"\r\n\r\r\n\n\"\n2,b", "destination,a\n1,b\n2,\"x",
        ]
        for file in files {
            let bytes = Array(file.utf8)
            let whole = try ReadList(ArraySource(bytes))
            for most in 1...12 {
                #expect(try ReadList(TricklingSource(bytes, most: most), limit: 1 + most % 3) == whole)
            }
        }
    }

    @Test("a file written by the rules of RFC 4180 reads back the same")
    func writtenByTheRules() throws {
        var random = SplitMix64(seed: 21)
        let pieces = ["a", ",", "\"", "\n", "\r", "\r\n", " ", "\u{E9}", "\u{1F600}", "7", ";", "'"]
        func field() -> String {
            let count = Int.random(in: 0...6, using: &random)
            return (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
        }
        func written(_ field: String) -> String {
            let needsQuotes = field.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
            guard needsQuotes || Bool.random(using: &random) else { return field }
            return "\"" + field.replacing("\"", with: "\"\"") + "\""
        }
        for _ in 0..<300 {
            let lineEnd = ["\r\n", "\n", "\r"][Int.random(in: 0..<3, using: &random)]
            var file = "destination,one,two" + lineEnd
            var wanted: [[String]] = []
            for row in 0..<Int.random(in: 1...5, using: &random) {
                let fields = ["n\(row)", field(), field()]
                wanted.append(fields)
                file += fields.map(written).joined(separator: ",") + lineEnd
            }
            if Bool.random(using: &random) { file.unicodeScalars.removeLast(lineEnd.unicodeScalars.count) }
            let rows = scanned(Array(file.utf8), by: Int.random(in: 1...20, using: &random))
            #expect(Array(rows.dropFirst()) == wanted)
        }
    }

    /// The fields of a file, before it is judged what may stand in them.
    private func scanned(_ bytes: [UInt8], by piece: Int) -> [[String]] {
        var scanner = CSVScanner()
        var rows: [[String]] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            bytes[start..<min(start + piece, bytes.count)]
                .withUnsafeBytes { some in
                    var at = 0
                    while scanner.feed(some, from: &at) {
                        rows.append(scanner.record.fields.indices.map { scanner.record.text($0) ?? "" })
                    }
                }
        }
        if scanner.finish() { rows.append(scanner.record.fields.indices.map { scanner.record.text($0) ?? "" }) }
        return rows
    }
}
