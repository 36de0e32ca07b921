import CallspoolCore
import Testing

@Suite("What leaves to a terminal or a log")
struct OneLineTests {
    @Test(
        "cannot steer it, forge a line or turn a text round",
        arguments: [
            ("e\u{1B}]0;pwn\u{07}.yaml", "e\\u{1B}]0;pwn\\u{7}.yaml"),
            ("nl\n2026-11-30T00:00:00.000Z error: forged", "nl\\n2026-11-30T00:00:00.000Z error: forged"),
            ("a\r\tb\u{0}", "a\\r\\tb\\u{0}"),
            ("\u{7F}\u{9B}31m\u{85}", "\\u{7F}\\u{9B}31m\\u{85}"),
            ("a\u{202E}lmx.\u{2066}\u{200F}\u{61C}", "a\\u{202E}lmx.\\u{2066}\\u{200F}\\u{61C}"),
            ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
            ("\u{FEFF}\u{E0041}", "\\u{FEFF}\\u{E0041}"),
        ]
    )
    func steers(text: String, shown: String) {
        #expect(text.oneLine == shown)
    }

    @Test("is otherwise as it was: letters of any script, signs, and emoji that are joined")
    func harmless() {
        for text in ["plain", "Müller", "m\u{75}\u{308}ller", "日本語", "👩‍💻", "נעמי", "a\\b", ""] {
            #expect(text.oneLine == text)
        }
    }

    @Test("keeps its line ends where it is of several lines, and nothing else")
    func lines() {
        #expect("a\tb\nc\u{1B}[2J\n".lines == "a\tb\nc\\u{1B}[2J\n")
        #expect("a\r\nb\rc".lines == "a\r\nb\\rc")
    }

    @Test("is escaped in JSON, which reads back the same")
    func json() throws {
        for text in ["\u{1B}[31m", "\u{7F}", "\u{9B}2J", "a\u{202E}b", "\u{2028}", "\u{E0041}ü", "\"\\\n"] {
            let bytes = JSONLineWriter.quoted(text)
            let isHarmless = String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy { !$0.isSteering }
            #expect(isHarmless, "\(text)")
            #expect(bytes.withUnsafeBytes { JSONSlice(bytes: $0).string } == text)
        }
    }

    @Test("is one line where it tells of a file, whatever the file's name is")
    func diagnostic() {
        let told = Diagnostic(.error, file: "a\nb.yaml", at: .init(line: 1, column: 2), "is wrong\u{1B}[m")
        #expect(told.description == "a\\nb.yaml:1:2: error: is wrong\\u{1B}[m")
    }

    @Test("A damaged line says in which file it is, and where in that file")
    func damaged() {
        var error = JSONLineError(offset: 3, field: "n")
        #expect(error.message == "a file of the spool is damaged at byte 3 (`n`)")
        error = error.located(in: "queue/a/journal.jsonl", at: 100)
        #expect(error.message == "queue/a/journal.jsonl is damaged at byte 103 (`n`)")
        #expect(error.located(in: "other", at: 7) == error)
    }
}
