import CallspoolCore
import Testing

@testable import Dialers

@Suite("Lines from a pipe")
struct LineAssemblerTests {
    private func line(_ text: String) -> LineAssembler.Line { .whole(Array(text.utf8)) }

    @Test("are the same however they are cut")
    func cuts() {
        let bytes = Array("one\n\nthree\nbegun".utf8)
        for size in 1...bytes.count {
            var assembler = LineAssembler(longest: 100)
            var lines: [LineAssembler.Line] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                lines += assembler.take(bytes[start..<min(bytes.count, start + size)])
            }
            #expect(lines == [line("one"), line(""), line("three")])
            #expect(assembler.rest == Array("begun".utf8))
        }
    }

    @Test("that are too long are left out, and the next one is whole")
    func tooLong() {
        var assembler = LineAssembler(longest: 5)
        #expect(assembler.take(Array("12345\n123456\n1\n".utf8)) == [line("12345"), .tooLong, line("1")])
        for _ in 0..<10_000 { #expect(assembler.take(Array("xxxxxxxx".utf8)) == []) }
        #expect(assembler.rest.count <= 5)
        #expect(assembler.take(Array("\n2\n".utf8)) == [.tooLong, line("2")])
    }

    @Test("go into the log a few a minute, cut, and the rest is counted")
    func budget() {
        var budget = WarningBudget()
        let now = Timestamp(seconds: 600)
        var said: [String] = []
        for place in 0..<1000 { said += budget.admit("\(place)" + String(repeating: "x", count: 1000), now) }
        #expect(said.count == WarningBudget.most && said.allSatisfy { $0.count <= WarningBudget.longest })
        let next = budget.admit("later", now + .seconds(60))
        #expect(next == ["980 more lines were left out of the log", "later"])
    }
}
