import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("What a program writes")
struct ProgramLineTests {
    private func read(_ text: String) throws -> ProgramLine {
        try ProgramLine(Array(text.utf8))
    }

    @Test("a hello tells the version, and whether calls are kept")
    func hello() throws {
        let full = try read(#"{"event":"hello","protocol":1,"name":"mine","keeps_calls":true}"#)
        #expect(full == .hello(ProgramHello(version: 1, name: "mine", keepsCalls: true)))
        #expect(try read(#"{"event":"hello"}"#) == .hello(ProgramHello(version: 0)))
    }

    @Test(
        "each event is read",
        arguments: [
            ("placed", ProgramEvent.Kind.placed), ("ringing", .ringing), ("answered", .answered), ("live", .live),
            ("unknown", .unknown), ("never_placed", .neverPlaced), ("ended", .ended(ProgramEnd())),
            ("refused", .refused(ProgramEnd())),
        ]
    )
    func events(word: String, kind: ProgramEvent.Kind) throws {
        #expect(try read(#"{"id":"x-1","event":"\#(word)"}"#) == .event(ProgramEvent(id: "x-1", kind: kind)))
    }

    @Test("an end tells all that it may tell, and null is as good as absent")
    func end() throws {
        let line = try read(
            """
            {"event":"ended","id":"x","at":"2026-01-31T09:15:00.250Z","outcome":"busy","callee_type":"busy",\
            "sip_status":486,"q850_cause":17,"engine_cause":"Busy Here","answered_at":1769850900.5,\
            "retry_after":30,"ring_limit_reached":true,"more":{"a":[1,"}"]}}
            """
        )
        var end = ProgramEnd(outcome: .busy, calleeType: .busy, codes: EngineCodes(sipStatus: 486, q850Cause: 17))
        end.codes.engineCause = "Busy Here"
        end.answeredAt = Timestamp(milliseconds: 1_769_850_900_500)
        end.retryAfter = .seconds(30)
        end.ringLimitReached = true
        let at = Timestamp(milliseconds: 1_769_850_900_250)
        #expect(line == .event(ProgramEvent(id: "x", at: at, kind: .ended(end))))
        let nulls = try read(#"{"event":"ended","id":"x","at":null,"outcome":null,"sip_status":null}"#)
        #expect(nulls == .event(ProgramEvent(id: "x", kind: .ended(ProgramEnd()))))
    }

    @Test("codes out of their range are as good as absent")
    func codes() throws {
        let line = try read(#"{"event":"ended","id":"x","sip_status":99,"q850_cause":128,"retry_after":-1}"#)
        #expect(line == .event(ProgramEvent(id: "x", kind: .ended(ProgramEnd()))))
    }

    @Test("a long cause is cut")
    func longCause() throws {
        let cause = String(repeating: "x", count: 1000)
        guard case .event(let event) = try read(#"{"event":"ended","id":"x","engine_cause":"\#(cause)"}"#),
            case .ended(let end) = event.kind
        else { throw Unexpected() }
        #expect(end.codes.engineCause?.count == 255)
    }

    @Test(
        "what is none of the protocol's is told with a reason",
        arguments: [
            ("", "no JSON object"), ("hello", "no JSON object"), ("[]", "no JSON object"), ("{", "no JSON object"),
            (#"{"event":"ended","id":"x"} {"#, "no JSON object"), (#"{"event":"ended","id":"x\"#, "no JSON object"),
            ("{}", "no `event`"), (#"{"event":7}"#, "no `event`"),
            (#"{"event":"ringing"}"#, "`ringing` without an `id`"),
            (#"{"event":"ringing","id":""}"#, "`ringing` without an `id`"),
            (#"{"event":"dancing","id":"x"}"#, "there is no event `dancing`"),
            (#"{"event":"ended","id":"x","outcome":"fine"}"#, "`fine` is not a valid `outcome`"),
            (#"{"event":"ended","id":"x","outcome":"expired"}"#, "`expired` is not an outcome of a call"),
            (#"{"event":"ended","id":"x","callee_type":"cat"}"#, "`cat` is not a valid `callee_type`"),
            (#"{"event":"ended","id":"x","at":"yesterday"}"#, "`at` is neither"),
            (#"{"event":"ended","id":"x","at":1e300}"#, "`at` is neither"),
            (#"{"event":"ended","id":"x","answered_at":-5}"#, "`answered_at` is neither"),
        ]
    )
    func faults(text: String, words: String) {
        #expect {
            try read(text)
        } throws: { error in
            (error as? ProgramFault)?.message.hasPrefix(words) == true
        }
    }

    @Test("whatever bytes come, a line is read or refused")
    func anyBytes() {
        let lines = [
            #"{"event":"hello","protocol":1,"name":"mine","keeps_calls":true}"#,
            #"{"event":"ended","id":"x","at":"2026-01-31T09:15:00.250Z","outcome":"busy","sip_status":486}"#,
            #"{"event":"refused","id":"\u00e9\n","retry_after":30,"answered_at":1769850900.5,"more":{"a":[1,"}"]}}"#,
        ]
        var random = SeededRandom(4711)
        var read = 0
        for _ in 0..<20_000 {
            var bytes = Array((random.one(of: lines) ?? "").utf8)
            for _ in 0..<random.draw(1...4) {
                let place = random.draw(0...(bytes.count - 1))
                switch random.draw(0...3) {
                case 0: bytes[place] = UInt8(random.draw(0...255))
                case 1: bytes.insert(UInt8(random.draw(0...255)), at: place)
                case 2 where bytes.count > 1: bytes.remove(at: place)
                default: bytes.append(contentsOf: bytes[place...].prefix(8))
                }
            }
            do {
                _ = try ProgramLine(bytes)
                read += 1
            } catch {
                continue
            }
        }
        #expect((1000..<19_000).contains(read))
    }
}

/// What a test cannot go on after.
struct Unexpected: Error {}
