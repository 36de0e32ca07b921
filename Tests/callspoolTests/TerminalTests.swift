import Foundation
import Testing

@testable import callspool

@Suite("What the command writes")
struct TerminalTests {
    @Test("A line's own words stand as they are; what is put into it is one line and cannot steer")
    func interpolation() {
        let name = "a\nb\u{1B}[31m"
        let text: TerminalText = "\u{1B}[1m\(name)\u{1B}[0m\n"
        #expect(text.content == "\u{1B}[1ma\\nb\\u{1B}[31m\u{1B}[0m\n")
        #expect(TerminalText(lines: "a\nb\u{9B}").content == "a\nb\\u{9B}")
        let sum: TerminalText = "\(text)\(7)"
        #expect(sum.content == text.content + "7")
    }

    @Test("A table's cell is one line")
    func table() {
        var table = Table([("name", .left), ("n", .right)])
        table.add(["a\nforged", "1"])
        #expect(table.plain == "name       n\na\\nforged  1\n")
    }

    @Test("File names and an engine's words reach logs, tables and stories with nothing in them that steers")
    func everywhere() async throws {
        let spool = try await SpoolFixture()
        let engine = spool.folder.appending(path: "engine.py").path
        let script = #"""
            import sys, json
            for line in sys.stdin:
                order = json.loads(line)
                if order["do"] == "hello":
                    print(json.dumps({"event": "hello", "protocol": 1}), flush=True)
                elif order["do"] == "place":
                    print("NONSENSE \x1b[31m", flush=True)
                    cause = "x\x1b[2J\u009b31m\u202e\nforged"
                    end = {"event": "ended", "id": order["id"], "outcome": "busy", "engine_cause": cause}
                    print(json.dumps(end), flush=True)
            """#
        try Data(script.utf8).write(to: URL(fileURLWithPath: engine))
        try spool.write("callspool.yaml", "settle: 0\nengine: {kind: command, program: [python3, \(engine)]}\n")
        try spool.drop("x.yaml", "campaign: x\nani: +1 617 555 0100\nnumbers: [+16175550101]\n")
        for name in ["e\u{1B}]0;pwn\u{07}.yaml", "nl\n2026-11-30T00:00:00.000Z error: forged.yaml", "b\u{202E}.txt"] {
            try spool.drop(name, "{")
        }
        var ended = [try await spool.run("tick")]
        ended.append(try await spool.run("view", "x"))
        ended.append(try await spool.run("view", "x", "--call", "+16175550101"))
        ended.append(try await spool.run("view", "x", "--json"))
        ended.append(try await spool.run("view", "x", "--follow"))
        ended.append(try await spool.run("status"))
        ended.append(try await spool.run("doctor"))
        ended.append(try await spool.run("report", "x"))
        ended.append(
            try await spool.run("check", spool.path("rejected/nl\n2026-11-30T00:00:00.000Z error: forged.yaml"))
        )
        ended.append(try await spool.run("view", "a\u{1B}[31m\nb"))
        ended.append(try await spool.run("--no\u{1B}[31m"))
        for one in ended {
            let text = one.output + one.errors
            let steering = text.unicodeScalars.filter {
                $0 != "\n" && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value))
            }
            #expect(steering.isEmpty && !text.contains("\u{202E}"), "\(text)")
            let isForged = text.split(separator: "\n")
                .contains {
                    $0.hasPrefix("forged") || $0.hasPrefix("2026-11-30T00:00:00.000Z error: forged")
                }
            #expect(!isForged, "\(text)")
        }
        #expect(ended[0].errors.contains(#"refused e\u{1B}]0;pwn\u{7}.yaml"#))
        #expect(ended[2].output.contains(#"x\u{1B}[2J\u{9B}31m\u{202E}\nforged"#))
        #expect(ended[5].output.contains(#"incoming/b\u{202E}.txt is not taken"#))
        #expect(ended[6].output.contains(#"incoming/b\u{202E}.txt is not taken"#))
    }
}
