import CallspoolCore
import CampaignFiles
import Testing

@Suite("Encodings, line ends and broken files")
struct EncodingTests {
    private func errors(_ bytes: [UInt8]) throws -> [String] {
        try WholeFile(source: ArraySource(bytes)).errors
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("a byte order mark and CRLF are taken, and columns do not count the mark")
    func markAndCRLF() throws {
        let whole = try WholeFile(
            source: ArraySource([0xEF, 0xBB, 0xBF] + bytes("ani: +16175550100\r\nnumbers:\r\n- 2125550101\r\n"))
        )
        #expect(whole.errors.isEmpty)
        #expect(whole.numbers.map(\.text) == ["2125550101"])
        #expect(whole.reader.keys["ani"] == .init(line: 1, column: 1))
        #expect(whole.numbers.first?.position == .init(line: 3, column: 3))
    }

    @Test("a byte at a time is read like a file at once")
    func smallReads() throws {
        let text = "ani: +16175550100\nnumbers:\n- \"212 555 0101\"\n- 2125550102 # ü\n"
        let whole = try WholeFile(source: OneByOne(bytes: [0xEF, 0xBB, 0xBF] + bytes(text)))
        #expect(whole.numbers.map(\.text) == ["212 555 0101", "2125550102"])
    }

    @Test("UTF-16 is refused, with what to do")
    func utf16() throws {
        for mark: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF]] {
            #expect(
                try errors(mark + [0x61, 0, 0x3A, 0]) == [
                    "1:1: error: is UTF-16, and must be UTF-8; convert it: `iconv -f UTF-16 -t UTF-8 OLD.yaml > NEW.yaml`"
                ]
            )
        }
        let unmarked = try errors([0x61, 0, 0x3A, 0])
        #expect(unmarked == ["1:2: error: holds a NUL byte, so it is binary or UTF-16; it must be UTF-8 text"])
    }

    @Test("Latin-1 is told at its byte, with what to do, also far into the file")
    func latin1() throws {
        let words =
            "error: is not UTF-8 here (byte 0xE9); convert it: `iconv -f ISO-8859-1 -t UTF-8 OLD.yaml > NEW.yaml`"
        #expect(try errors(bytes("# caf") + [0xE9] + bytes("\nnumbers: [1]\n")) == ["1:6: " + words])
        let long = bytes("numbers:\n" + String(repeating: "- 2125550101\n", count: 50_000) + "- ü")
        #expect(try errors(long + [0xE9]).contains("50002:4: " + words))
    }

    @Test("a control character is told by its number")
    func control() throws {
        let words = try errors(bytes("numbers:\n- 1\u{1B}2\n"))
        #expect(words == ["2:4: error: holds the control character 0x1B; remove it"])
    }

    @Test("an empty file, and one with comments alone", arguments: ["", "# nothing\n", "---\n", "\u{FEFF}"])
    func empty(text: String) throws {
        let words = text.isEmpty || text == "\u{FEFF}" ? "is empty" : "holds no key"
        #expect(try errors(bytes(text)) == ["error: \(words); give it at least `numbers:` and a list below"])
    }

    @Test("what the source throws is thrown on")
    func failure() {
        #expect(throws: OneByOne.Broken.self) {
            try WholeFile(source: OneByOne(bytes: bytes("numbers: ["), breaks: true))
        }
    }
}

/// Gives a byte at a time, and can fail at the end.
private struct OneByOne: ByteSource {
    struct Broken: Error {}

    var bytes: [UInt8]
    var breaks = false
    var at = 0

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard at < bytes.count else {
            if breaks { throw Broken() }
            return 0
        }
        buffer[0] = bytes[at]
        at += 1
        return 1
    }
}
