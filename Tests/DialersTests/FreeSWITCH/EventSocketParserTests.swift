import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

@Suite("The parser of the event socket")
struct EventSocketParserTests {
    private func frames(_ pieces: some Sequence<[UInt8]>) throws -> [EventSocketFrame] {
        var parser = EventSocketParser()
        var frames: [EventSocketFrame] = []
        for piece in pieces {
            parser.take(piece)
            while let frame = try parser.next() { frames.append(frame) }
        }
        return frames
    }

    @Test("every recording gives as many messages as were sent, and the same in any pieces")
    func recordings() throws {
        for name in try FreeSWITCHRecording.names(in: Recordings.folder) {
            let recording = try Recordings.recording(name)
            let bytes = recording.blocks.flatMap(\.bytes)
            let whole = try frames([bytes])
            #expect(whole.count == recording.blocks.count, "\(name)")
            #expect(try frames(bytes.map { [$0] }) == whole, "\(name), byte by byte")
            var random = SeededRandom(7)
            var rest = bytes[...]
            var pieces: [[UInt8]] = []
            while !rest.isEmpty {
                let count = Int.random(in: 1...9_000, using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(try frames(pieces) == whole, "\(name), in pieces")
        }
    }

    @Test("the kinds of messages are told apart")
    func kinds() throws {
        let text = """
            Content-Type: auth/request

            Content-Type: command/reply
            Reply-Text: -ERR invalid

            Content-Type: api/response
            Content-Length: 5

            falseContent-Type: text/rude-rejection
            Content-Length: 24

            Access Denied, go away.
            Content-Type: text/disconnect-notice
            Content-Length: 4

            bye
            Content-Type: log/data
            Content-Length: 2

            x

            """
        #expect(
            try frames([Array(text.utf8)]) == [
                .authRequest, .reply("-ERR invalid"), .reply("false"), .rejection("Access Denied, go away."),
                .farewell("bye"), .other,
            ]
        )
    }

    @Test("an event's wanted headers are read, decoded, and the others passed over")
    func event() throws {
        let body = """
            Event-Name: CHANNEL_HANGUP_COMPLETE
            Event-Date-Timestamp: 1795424549114066
            Unique-ID: a%2Db
            Hangup-Cause: CALL_REJECTED
            Hangup-Cause: CALL_REJECTED
            Caller-Channel-Answered-Time: 0
            Caller-Channel-Progress-Time: 12
            Caller-Channel-Progress-Media-Time: 11
            Caller-Channel-Hangup-Time: 13
            variable_sip_invite_failure_phrase: Network%20Blocked
            variable_proto_specific_hangup_cause: sip%3A603
            variable_hangup_cause_q850: 21
            variable_callspool_callee_type: FAX
            no colon here
            variable_avmd_detect: TRUE


            """
        let head = "Content-Length: \(body.utf8.count)\nContent-Type: text/event-plain\n\n"
        var event = FreeSWITCHEvent()
        event.name = .hangup
        event.id = "a-b"
        event.firedAt = 1_795_424_549_114_066
        event.channel.progressAt = 12
        event.channel.mediaAt = 11
        event.channel.endedAt = 13
        event.channel.cause = "CALL_REJECTED"
        event.channel.q850 = 21
        event.channel.sipStatus = 603
        event.channel.phrase = "Network Blocked"
        event.channel.callee = .fax
        #expect(try frames([Array((head + body).utf8)]) == [.event(event)])
        #expect(event.channel.rangAt == 11)
    }

    @Test(
        "who answered is taken from the dialplan, else from mod_amd, else from a beep",
        arguments: [
            ("variable_callspool_callee_type: voice\nvariable_amd_result: MACHINE", CalleeType.voice),
            ("variable_amd_result: HUMAN\nvariable_avmd_detect: TRUE", .voice),
            ("variable_amd_result: NOTSURE\nvariable_avmd_detect: FALSE", nil),
            ("variable_avmd_detect: TRUE", .answeringmachine),
            ("variable_callspool_callee_type: nobody", nil),
            ("variable_callspool_callee_type: busy", nil),
        ]
    )
    func callee(headers: String, callee: CalleeType?) {
        let text = "Event-Name: CHANNEL_HANGUP_COMPLETE\n\(headers)\n\n"
        let event = Array(text.utf8).withUnsafeBytes { FreeSWITCHEvent($0) }
        #expect(event.channel.callee == callee)
    }

    @Test("what no event socket sends is a fault, and is found before it takes memory")
    func faults() {
        let endless = Array(repeating: UInt8(ascii: "a"), count: EventSocketParser.longestHead + 1)
        #expect(throws: EventSocketFault.endlessHeaders) { try frames([endless]) }
        for length in ["-1", "99999999999999999999", "16777217", "5x", ""] {
            let text = "Content-Type: api/response\nContent-Length: \(length)\n\n"
            #expect(throws: EventSocketFault.wrongLength(length)) { try frames([Array(text.utf8)]) }
        }
    }
}
