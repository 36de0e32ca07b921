import CallspoolCore
import Testing

@testable import OutboundPage

@Suite("A cell of a table for spreadsheets")
struct FormulaTests {
    private func cell(_ text: String) -> String {
        var writer = JSONLineWriter()
        writer.line { $0.field("reason", text) }
        let table = RecordTable(columns: ["reason"], mask: NumberMask(isOn: false))
        return String(decoding: writer.bytes.withUnsafeBytes { table.line($0) }.dropLast(2), as: UTF8.self)
    }

    @Test(
        "is not a formula, whatever stands before its sign, and whichever width that has",
        arguments: [
            "=1+1", "+1+1", "-1+1", "@SUM(1)", "  =1+1", "\t=1+1", "\r=1+1", "\n=1+1", "\u{A0}=1+1", "\u{3000}=1+1",
            "\u{FEFF}=1+1", "\u{200B}=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", " ＝1+1", "﹦1+1", "\t1",
            "=cmd|' /C calc'!A0",
        ]
    )
    func formula(text: String) {
        let shown = cell(text)
        #expect(shown.hasPrefix("'") || shown.hasPrefix("\"'"), "\(shown)")
    }

    @Test("is otherwise as it was, a telephone number too; one with a separator of any country is quoted")
    func plain() {
        #expect(cell("+16175550101") == "+16175550101" && cell("a = b") == "a = b" && cell("") == "")
        #expect(cell("a;=1+1") == "\"a;=1+1\"" && cell("a\tb") == "\"a\tb\"" && cell("a,b") == "\"a,b\"")
    }
}
