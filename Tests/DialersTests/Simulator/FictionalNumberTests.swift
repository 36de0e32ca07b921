import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

@Suite("Numbers that choose their outcome")
struct FictionalNumberTests {
    private func script(_ digits: Int, attempt: Int = 1) -> CallScript {
        let number = "+121255501" + (digits < 10 ? "0" : "") + String(digits)
        return Playbook(SimulatorSettings()).script(for: .sample(number, number: attempt))
    }

    @Test("the table is the one on the engine's page")
    func pageAgrees() throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/engines/simulator.md"), encoding: .utf8)
        let rows = page.split(separator: "\n")
            .filter { line in
                line.hasPrefix("| ") && line.dropFirst(2).prefix(2).allSatisfy(\.isNumber)
                    && line.dropFirst(4).hasPrefix(" |")
            }
        let expected = FictionalNumber.all.map { row in
            "| \(row.digits < 10 ? "0" : "")\(row.digits) | \(row.meaning) |"
        }
        #expect(rows.map(String.init) == expected)
    }

    @Test("no two digits are the same")
    func unique() {
        #expect(Set(FictionalNumber.all.map(\.digits)).count == FictionalNumber.all.count)
    }

    @Test("only the last seven digits 555 01NN choose")
    func recognised() {
        #expect(FictionalNumber.chosen(by: "+16175550120")?.digits == 20)
        #expect(FictionalNumber.chosen(by: "+13105550100")?.digits == 0)
        #expect(FictionalNumber.chosen(by: "5550153")?.digits == 53)
        for other in [
            "", "0120", "550120", "+16175550220", "+16175540120", "+161755501201", "+1617555012x", "+16175550199",
        ] {
            #expect(FictionalNumber.chosen(by: other) == nil, "\(other)")
        }
    }

    @Test("00 to 09 are answered by a person, at different times")
    func persons() {
        let scripts = (0...9).map { script($0) }
        #expect(scripts.allSatisfy { $0.end.outcome == .answered && $0.end.calleeType == .voice })
        #expect(Set(scripts.map(\.endedAfter)).count > 5)
    }

    @Test(
        "each outcome has its number",
        arguments: [
            (10, Outcome.answered, CalleeType.answeringmachine), (11, .answered, .fax), (12, .answered, .unknown),
            (20, .busy, .busy), (21, .noAnswer, .noanswer), (22, .unreachable, .noanswer), (23, .declined, .noanswer),
            (24, .unwanted, .none), (25, .blocked, .intercept), (26, .blocked, .intercept),
            (27, .invalidNumber, .intercept), (28, .congestion, .none), (29, .carrierError, .none),
            (30, .mediaError, .none), (31, .notPermitted, .none), (32, .canceled, .none), (33, .unknown, .unknown),
        ]
    )
    func outcomes(digits: Int, outcome: Outcome, callee: CalleeType) {
        for attempt in 1...3 {
            let script = script(digits, attempt: attempt)
            #expect(script.end.outcome == outcome)
            #expect(script.end.calleeType == callee)
            #expect(script.ending == .reported)
        }
    }

    @Test("every outcome that an engine can report or refuse with has a number")
    func complete() {
        let reachable = Set(FictionalNumber.all.map { script($0.digits).end.outcome })
        #expect(reachable == Set(Outcome.allCases).subtracting([.expired]))
    }

    @Test("some are answered only at a later attempt")
    func later() {
        #expect((1...3).map { script(40, attempt: $0).end.outcome } == [.busy, .answered, .answered])
        #expect((1...4).map { script(41, attempt: $0).end.outcome } == [.noAnswer, .noAnswer, .answered, .answered])
        #expect((1...3).map { script(42, attempt: $0).end.outcome } == [.congestion, .answered, .answered])
    }

    @Test("late, brief and long answers take the times that they are named for")
    func times() throws {
        #expect(script(13).connectedAfter == .milliseconds(29_900))
        let brief = script(14)
        #expect(brief.endedAfter < .seconds(1))
        #expect(try #require(brief.connectedAfter) < brief.endedAfter)
        let long = script(15)
        #expect(long.endedAfter - (try #require(long.connectedAfter)) == .seconds(600))
    }

    @Test("ends are lost, known or refused as the table says")
    func endings() {
        #expect(!script(16).isAnnounced)
        #expect(script(50).ending == .lost)
        #expect(script(51).ending == .lostButKnown)
        #expect(script(52).ending == .refused)
        #expect(script(53).ending == .refused)
    }
}
