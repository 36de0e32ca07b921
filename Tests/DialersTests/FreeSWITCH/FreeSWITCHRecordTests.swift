import CallspoolCore
import CallspoolTesting
import Foundation
import Stages
import Testing

@testable import Dialers

@Suite("FreeSWITCH's call records")
struct SwitchRecordTests {
    /// A line in the template `example` of mod_cdr_csv.
    static func line(_ id: String, _ lasted: Int, _ talk: Int, _ cause: String) -> String {
        #""+16175550100","+16175550100","callspool","callspool","2026-11-23 09:06:38","","2026-11-23 09:06:45","#
            + "\"\(lasted)\",\"\(talk)\",\"\(cause)\",\"\(id)\",\"\",\"\",\"PCMU\",\"PCMU\""
    }

    @Test("a line is read by its place in the template, and one of another template is none")
    func lines() throws {
        let record = try #require(FreeSWITCHRecord(SwitchRecordTests.line("tag-a-1", 7, 4, "USER_BUSY").utf8))
        #expect(record.id == "tag-a-1" && record.lasted == 7 && record.answeredFor == 4)
        #expect(record.cause == HangupCause(word: "USER_BUSY"))
        for other in ["", "INSERT INTO cdr VALUES ('a','b')", "a,b,c,d,e,f,g,h,i,j,k,l", "1,2,3,4,5,6,7,8,9,busy,x"] {
            #expect(FreeSWITCHRecord(other.utf8) == nil, "\(other)")
        }
    }

    @Test(
        "a call of the previous run that is gone is answered for by its record",
        arguments: [
            (9, 4, "NORMAL_CLEARING", Outcome.answered), (2, 0, "USER_BUSY", .busy),
            (1, 0, "UNALLOCATED_NUMBER", .invalidNumber),
            (9, 0, "NORMAL_CLEARING", .unreachable),
        ]
    )
    func formerProcess(lasted: Int, talk: Int, cause: String, outcome: Outcome) async throws {
        let folder = try WorkingFolder()
        let path = folder.path + "/Master.csv"
        var attempt = Attempt.sample()
        attempt.recordedAt = Timestamp(seconds: 1_763_892_900)
        try Data((SwitchRecordTests.line(attempt.id, lasted, talk, cause) + "\n").utf8)
            .write(to: URL(fileURLWithPath: path))
        let book = CallRecordBook(path) { FreeSWITCHRecord($0) }
        guard case .ended(let end, let at) = await book.inquiry(attempt, SystemClock()) else {
            Issue.record("it is not found")
            return
        }
        #expect(end.outcome == outcome && end.codes.engineCause == cause)
        #expect(at == Timestamp(seconds: 1_763_892_900) + .seconds(Int64(lasted)))
        #expect(await book.inquiry(.sample(index: 2), SystemClock()) == .unknown)
    }

    @Test(
        "a gateway that is down, that does not register, or that is not asked, is told",
        arguments: [
            ("State\tNOREG\nStatus\tUP (ping)\nPingFreq\t30", [Finding.Weight.fine], "is there"),
            ("State\tNOREG\nStatus\tDOWN (ping)\nPingFreq\t30", [.fault], "is down"),
            ("State   \tFAIL_WAIT\nStatus  \tDOWN", [.fault], "is down"),
            ("State   \tFAIL_WAIT\nStatus  \tUP", [.fault], "does not register (FAIL_WAIT)"),
            ("State\tNOREG\nStatus\tUP\nPingFreq\t0", [.fine, .warning], "set `ping`"),
        ] as [(String, [Finding.Weight], String)]
    )
    func gateways(text: String, weights: [Finding.Weight], words: String) {
        let findings = GatewaySight(name: "trunk", "Name\ttrunk\n\(text)\n").findings
        #expect(findings.map(\.weight) == weights)
        #expect(findings.contains { $0.words.contains(words) }, "\(findings)")
    }
}
