import CallspoolCore
import CampaignFiles
import Testing

@Suite("No file can cost more than its bytes")
struct HostileInputTests {
    static let hundredMegabytes = 100_000_000

    @Test(
        "100 MB of nesting end in an error after the first few bytes",
        arguments: ["[", "{", "- ", "? ", "[[],", "{a: ", "- - ", "{? "]
    )
    func nesting(unit: String) throws {
        for first in ["", "numbers: ", "numbers:\n- ", "campaign_parameters: {a: "] {
            let counter = Counting(Endless(first, again: unit, total: Self.hundredMegabytes))
            let whole = try WholeFile(source: counter)
            #expect(!whole.errors.isEmpty)
            #expect(whole.reader.campaign == nil)
            #expect(counter.count.bytes < 300_000)
        }
    }

    @Test(
        "100 MB in one text, comment or tag end in an error after a megabyte or two",
        arguments: ["a", "\"", "'a", "# c\n", "\n", " ", "!t", "%TAG !a", "a\n", "|\n a\n"]
    )
    func silence(unit: String) throws {
        for first in ["", "numbers:\n- ", "numbers: [", "campaign: \"", "campaign: |\n "] {
            let counter = Counting(Endless(first, again: unit, total: Self.hundredMegabytes))
            let whole = try WholeFile(source: counter)
            #expect(!whole.errors.isEmpty)
            #expect(counter.count.bytes < 3_000_000)
        }
    }

    @Test("a text of 64 KiB is read, and one byte more is refused")
    func longText() throws {
        let text = String(repeating: "7", count: 65_536)
        #expect(try WholeFile("numbers: [\(text)]").numbers.map(\.text) == [text])
        let errors = try WholeFile("numbers: [\(text)7]").errors
        #expect(errors == ["1:11: error: this text is longer than 64 KiB; shorten it"])
    }

    @Test("a billion laughs: anchors and aliases are refused, never followed")
    func billionLaughs() throws {
        var text = "a0: &a0 [lol, lol]\n"
        for level in 1...40 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
        }
        let whole = try WholeFile(text + "numbers: *a40\n")
        #expect(whole.errors.contains("42:10: error: aliases (`*a40`) are not taken; write the value out here"))
        #expect(whole.reader.campaign == nil)
    }

    @Test("a million faults are counted, and the first hundred told")
    func manyFaults() throws {
        let whole = try WholeFile(source: Endless("numbers:\n", again: "-\n", total: 9 + 2 * 5000))
        #expect(whole.errors.count == 101)
        #expect(whole.errors.first == "2:2: error: an entry of `numbers` is empty; give it a number, or remove it")
        #expect(whole.errors.last == "error: and 4900 more errors; repair these first")
    }
}

/// Counts what is read from a source.
struct Counting: ByteSource {
    final class Count { var bytes = 0 }

    var source: any ByteSource
    let count = Count()

    init(_ source: any ByteSource) {
        self.source = source
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = try source.read(into: buffer)
        count.bytes += read
        return read
    }
}
