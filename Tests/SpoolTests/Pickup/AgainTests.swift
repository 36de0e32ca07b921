import CallspoolCore
import Testing

@testable import Spool

@Suite("The key `again`")
struct AgainTests {
    private func content(_ text: String, in pieces: Int) -> String {
        var (lines, bytes) = (AgainLines(), [UInt8]())
        let all = Array(text.utf8)
        for start in stride(from: 0, to: all.count, by: pieces) {
            Array(all[start..<min(start + pieces, all.count)])
                .withUnsafeBytes { piece in
                    lines.take(piece) { bytes += $0 }
                }
        }
        lines.finish { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("is not a part of a file's content, however the file is read", arguments: [1, 2, 3, 7, 1000])
    func content(pieces: Int) {
        for (text, rest) in [
            ("again: true\nnumbers: []\n", "numbers: []\n"), ("a: 1\nagain: yes\r\nb: 2\n", "a: 1\nb: 2\n"),
            ("a: 1\nagain  : true", "a: 1\n"), ("again:\n", ""),
        ] {
            #expect(content(text, in: pieces) == rest)
        }
    }

    @Test("is left where it is another's, or only looks like it", arguments: [1, 2, 3, 7, 1000])
    func left(pieces: Int) {
        for text in [
            "", "again", "against: 1\n", "again true\n", "  again: true\n", "# again: true\n", "a: again: b\n",
            "again\n: x\n",
        ] {
            #expect(content(text, in: pieces) == text)
        }
    }

    @Test("is set before the first key, in braces too")
    func set() {
        for (text, line, column, result) in [
            ("a: 1\n", 1, 1, "again: true\na: 1\n"),
            ("# é\n\n  a: 1\n  b: 2\n", 3, 3, "# é\n\n  again: true\n  a: 1\n  b: 2\n"),
            ("é: {a: 1}\n{b: 1}", 2, 2, "é: {a: 1}\n{again: true, b: 1}"),
            ("\u{FEFF}a: 1\n", 1, 1, "\u{FEFF}again: true\na: 1\n"),
        ] {
            var bytes = Array(text.utf8)
            bytes.setAgain(before: Diagnostic.Position(line: line, column: column))
            #expect(String(decoding: bytes, as: UTF8.self) == result)
        }
    }
}
