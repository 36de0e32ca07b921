import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

/// What the record of one recorded call must be.
///
/// Times in seconds since the Originate was sent, from the recording's own.
struct ExpectedCall: Sendable, CustomTestStringConvertible {
    var recording: String
    var action = "call-1"
    var outcome: Outcome
    var callee: CalleeType
    var sip: Int?
    var cause: Int?
    var words: String?
    var ringing: Double?
    var answered: Double?
    var ended: Double

    var testDescription: String { "\(recording) \(action)" }
}

private let clearing = "Normal Clearing"
private let noAnswer = "User alerting, no answer"
private let congested = "Circuit/channel congestion"
private let noChannel = "Asterisk made no channel for it (Originate failed, reason 0)"

// One row a line, as a table is read.
// swift-format-ignore
private let table: [ExpectedCall] = [
    .init(recording: "10-local-answer", outcome: .answered, callee: .unknown, cause: 16, words: clearing, ringing: 0, answered: 1.002, ended: 5.502),
    .init(recording: "11-local-busy", outcome: .busy, callee: .busy, cause: 17, words: "User busy", ringing: 0.001, ended: 1.003),
    .init(recording: "12-local-noanswer-timeout", outcome: .noAnswer, callee: .noanswer, cause: 19, words: noAnswer, ringing: 0.001, ended: 3.003),
    .init(recording: "13-local-congestion", outcome: .congestion, callee: .none, cause: 34, words: congested, ended: 0.002),
    .init(recording: "15-local-machine-amd", outcome: .answered, callee: .answeringmachine, cause: 16, words: "MACHINE LONGGREETING-1500-1500", ringing: 0.001, answered: 1.002, ended: 3.665),
    .init(recording: "16-local-human-amd", outcome: .answered, callee: .voice, cause: 16, words: "HUMAN HUMAN-819-800", ringing: 0.001, answered: 1.002, ended: 4.742),
    .init(recording: "19-local-ringout-cause19", outcome: .noAnswer, callee: .noanswer, cause: 19, words: noAnswer, ringing: 0.002, ended: 3.006),
    .init(recording: "20-local-reject-cause21", outcome: .declined, callee: .noanswer, cause: 21, words: "Call Rejected", ended: 0.002),
    // It was told as answered because of EarlyMedia, which callspool never asks for; the half in the dialplan never was.
    .init(recording: "22-local-early-media-flag", outcome: .invalidNumber, callee: .intercept, cause: 1, words: "Unallocated (unassigned) number", ended: 4.937),
    .init(recording: "23-local-answer-application", outcome: .answered, callee: .unknown, cause: 0, words: "Unknown", answered: 0.001, ended: 2.003),
    .init(recording: "24-local-answer-near-end-hangs-up", outcome: .answered, callee: .unknown, cause: 16, words: clearing, answered: 0.002, ended: 2.003),
    .init(recording: "26-local-answer-dtmf-read", outcome: .answered, callee: .unknown, cause: 16, words: clearing, answered: 0.001, ended: 2.405),
    .init(recording: "30-local-cause-001", outcome: .invalidNumber, callee: .intercept, cause: 1, words: "Unallocated (unassigned) number", ringing: 0.001, ended: 1.002),
    .init(recording: "30-local-cause-017", outcome: .busy, callee: .busy, cause: 17, words: "User busy", ringing: 0.001, ended: 1.001),
    .init(recording: "30-local-cause-018", outcome: .unreachable, callee: .noanswer, cause: 18, words: "No user responding", ringing: 0.001, ended: 1.003),
    .init(recording: "30-local-cause-019", outcome: .noAnswer, callee: .noanswer, cause: 19, words: noAnswer, ringing: 0.001, ended: 1.003),
    .init(recording: "30-local-cause-021", outcome: .declined, callee: .noanswer, cause: 21, words: "Call Rejected", ringing: 0.001, ended: 1.003),
    .init(recording: "30-local-cause-034", outcome: .congestion, callee: .none, cause: 34, words: congested, ringing: 0.001, ended: 1.003),
    .init(recording: "30-local-cause-038", outcome: .carrierError, callee: .none, cause: 38, words: "Network out of order", ringing: 0.001, ended: 1.003),
    .init(recording: "30-local-cause-102", outcome: .carrierError, callee: .none, cause: 102, words: "Recover on timer expiry", ringing: 0.001, ended: 1.003),
    .init(recording: "40-failed-exten-busy", outcome: .busy, callee: .busy, cause: 17, words: "User busy", ringing: 0.002, ended: 1.003),
    .init(recording: "41-failed-exten-noanswer", outcome: .noAnswer, callee: .noanswer, cause: 19, words: noAnswer, ringing: 0.001, ended: 2.003),
    .init(recording: "50-no-such-exten", outcome: .engineError, callee: .none, cause: 0, words: "Unknown", ended: 0.001),
    .init(recording: "52-no-such-tech", outcome: .engineError, callee: .none, words: noChannel, ended: 0),
    .init(recording: "54-bad-originates", action: "bad-0", outcome: .engineError, callee: .none, words: "Channel not specified", ended: 0),
    .init(recording: "54-bad-originates", action: "bad-1", outcome: .answered, callee: .unknown, cause: 16, words: clearing, ringing: 0.001, answered: 1.003, ended: 5.021),
    .init(recording: "54-bad-originates", action: "bad-2", outcome: .engineError, callee: .none, words: "Invalid timeout", ended: 0),
    .init(recording: "54-bad-originates", action: "bad-3", outcome: .engineError, callee: .none, words: "Invalid priority", ended: 0.001),
    .init(recording: "54-bad-originates", action: "bad-4", outcome: .engineError, callee: .none, words: "Invalid channel", ended: 0),
    .init(recording: "54-bad-originates", action: "bad-5", outcome: .answered, callee: .unknown, cause: 16, words: clearing, ringing: 0.001, answered: 1.003, ended: 5.502),
    .init(recording: "54-bad-originates", action: "bad-6", outcome: .answered, callee: .unknown, cause: 16, words: clearing, ringing: 0.001, answered: 1.001, ended: 5.502),
    .init(recording: "54-bad-originates", action: "bad-7", outcome: .answered, callee: .unknown, cause: 0, words: "Unknown", ringing: 0.001, answered: 1.003, ended: 1.003),
    .init(recording: "54-bad-originates", action: "bad-8", outcome: .engineError, callee: .none, words: "Extension does not exist.", ended: 0),
    .init(recording: "59-channel-ids", action: "id-1", outcome: .answered, callee: .unknown, cause: 16, words: clearing, ringing: 0.001, answered: 1.002, ended: 5.501),
    // Its ChannelId was in use: the events under that id are the other call's.
    .init(recording: "59-channel-ids", action: "id-2", outcome: .engineError, callee: .none, words: noChannel, ended: 0.001),
    .init(recording: "59-channel-ids", action: "id-3", outcome: .busy, callee: .busy, cause: 17, words: "User busy", ringing: 0, ended: 1.002),
    .init(recording: "60-variables-account", outcome: .answered, callee: .unknown, cause: 16, words: clearing, ringing: 0.002, answered: 1.003, ended: 3.004),
    // Somebody hung up, and not callspool: to the callee it rang in vain.
    .init(recording: "61-hangup-while-ringing", outcome: .noAnswer, callee: .noanswer, cause: 16, words: clearing, ringing: 0.001, ended: 0.504),
    .init(recording: "62-hangup-answered", outcome: .answered, callee: .unknown, cause: 16, words: clearing, answered: 0.001, ended: 1.005),
    .init(recording: "80-action-before-login", action: "p-2", outcome: .engineError, callee: .none, words: "Permission denied", ended: 0.001),
    .init(recording: "80-filter", outcome: .answered, callee: .unknown, cause: 16, words: clearing, ended: 0.001),
    .init(recording: "80-limited-user", outcome: .engineError, callee: .none, words: "Permission denied", ended: 0.001),
    .init(recording: "80-login-events-call", outcome: .answered, callee: .unknown, cause: 16, words: clearing, answered: 0.001, ended: 0.003),
    .init(recording: "82-status-during-calls", action: "c1", outcome: .answered, callee: .unknown, cause: 16, words: clearing, answered: 0.002, ended: 2.613),
    .init(recording: "82-status-during-calls", action: "c2", outcome: .noAnswer, callee: .noanswer, cause: 16, words: clearing, ringing: 0.001, ended: 2.612),
    .init(recording: "83-core-stop-now-with-live-calls", action: "c1", outcome: .answered, callee: .unknown, cause: 0, words: "Unknown", answered: 0.001, ended: 1.316),
    .init(recording: "83-core-stop-now-with-live-calls", action: "c2", outcome: .carrierError, callee: .none, cause: 0, words: "Unknown", ringing: 0.001, ended: 1.316),
    .init(recording: "T0-pjsip-answer", outcome: .answered, callee: .unknown, cause: 16, words: clearing, ringing: 0.01, answered: 0.214, ended: 2.215),
    .init(recording: "T0-pjsip-busy", outcome: .busy, callee: .busy, sip: 486, cause: 17, words: "User busy", ended: 0.004),
    .init(recording: "T0-pjsip-congest", outcome: .congestion, callee: .none, sip: 503, cause: 34, words: congested, ended: 0.006),
    .init(recording: "T0-pjsip-invalid", outcome: .invalidNumber, callee: .intercept, sip: 404, cause: 1, words: "Unallocated (unassigned) number", ended: 0.007),
    .init(recording: "T0-pjsip-machine", outcome: .answered, callee: .answeringmachine, cause: 16, words: "MACHINE MAXWORDS-3-2", ringing: 0.009, answered: 0.216, ended: 1.987),
    // The 480 of a call that ended at our limit is Asterisk's own: nobody sent it.
    .init(recording: "T0-pjsip-noanswer", outcome: .noAnswer, callee: .noanswer, cause: 19, words: noAnswer, ringing: 0.004, ended: 3.004),
    // The far end's BYE is cause 0.
    .init(recording: "T0-pjsip-short", outcome: .answered, callee: .unknown, cause: 0, words: "Unknown", ringing: 0.008, answered: 0.212, ended: 1.216),
    // The limit was reached and nothing had rung: nobody is there.
    .init(recording: "T1-pjsip-nobody-listens", outcome: .unreachable, callee: .noanswer, cause: 19, words: noAnswer, ended: 6.008),
    .init(recording: "T2-pjsip-no-such-endpoint", outcome: .engineError, callee: .none, words: noChannel, ended: 0),
    .init(recording: "T4-pjsip-hangup-while-ringing", outcome: .noAnswer, callee: .noanswer, cause: 16, words: clearing, ringing: 0.004, ended: 0.507),
]

@Suite("What Asterisk 22.10.1 said becomes the right record")
struct AsteriskRecordingTests {
    @Test("in outcome, callee type, codes and times", arguments: table)
    func record(expected: ExpectedCall) throws {
        let replay = try Replay(Recording(expected.recording))
        let story = try #require(replay.stories.first { $0.originate.ids.action == expected.action }?.story)
        let end = try #require(story.end)
        #expect(story.ends == 1 && story.isOrdered)
        #expect(end.outcome == expected.outcome)
        #expect(end.calleeType == expected.callee)
        let codes = EngineCodes(sipStatus: expected.sip, q850Cause: expected.cause, engineCause: expected.words)
        #expect(end.codes == codes)
        #expect(end.isSilent == (expected.recording == "T1-pjsip-nobody-listens"))
        #expect(isNear(story.ringing, expected.ringing), "ringing at \(story.ringing ?? -1)")
        #expect(isNear(story.answered, expected.answered), "answered at \(story.answered ?? -1)")
        #expect(isNear(story.ended, expected.ended), "ended at \(story.ended ?? -1)")
    }

    /// The recordings' clock and ours round in their own ways.
    private func isNear(_ one: Double?, _ other: Double?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return abs(one - other) <= 0.0021
    }

    @Test("and no recorded Originate is without its row")
    func whole() throws {
        let inTable = Set(table.map { "\($0.recording) \($0.action)" })
        var missing: [String] = []
        for name in try Recording.names where !name.hasPrefix("90-") {
            for originate in try Recording(name).originates where !inTable.contains("\(name) \(originate.ids.action)") {
                missing.append("\(name) \(originate.ids.action)")
            }
        }
        // It was recorded with all events off: nothing tells of its end.
        #expect(missing == ["80-login-events-off call-1"])
    }

    /// What the word in a dial string of the forty asks the recorded carrier to do.
    private static let kinds: [String: (Outcome, CalleeType)] = [
        "ANSWER": (.answered, .unknown), "BUSY": (.busy, .busy), "NOANSWER": (.noAnswer, .noanswer),
        "CONGEST": (.congestion, .none), "INVALID": (.invalidNumber, .intercept),
        "MACHINE": (.answered, .answeringmachine), "HUMAN": (.answered, .voice), "REJECT": (.declined, .noanswer),
    ]

    @Test("forty calls at once are not taken for each other")
    func forty() throws {
        let replay = try Replay(Recording("90-forty-mixed-at-once"))
        #expect(replay.stories.count == 40)
        for (originate, story) in replay.stories {
            let word = originate.channel.dropFirst(6).prefix { $0.isLetter }
            let (outcome, callee) = try #require(AsteriskRecordingTests.kinds[String(word)])
            #expect(story.end?.outcome == outcome && story.end?.calleeType == callee, "\(originate.channel)")
            #expect(story.ends == 1 && story.isOrdered && (story.answered != nil) == (outcome == .answered))
        }
    }

    @Test("and the same one however the events of one instant are ordered", arguments: 1...6 as ClosedRange<UInt64>)
    func anyOrder(seed: UInt64) throws {
        for name in try Recording.names {
            let recording = try Recording(name)
            let straight = try Replay(recording)
            var random = SeededRandom(seed)
            let sent = try recording.originates.map(\.at)
            let shuffled = try Replay(recording) { Shuffle.withinInstants($0, sent: sent, &random) }
            for (one, other) in zip(straight.stories, shuffled.stories) {
                #expect(one.story.end == other.story.end, "\(name) \(one.originate.ids.action), seed \(seed)")
                #expect(other.story.ends == one.story.ends && other.story.isOrdered)
                #expect((one.story.answered != nil) == (other.story.answered != nil))
            }
        }
    }

    @Test("and the same messages however the bytes are cut")
    func anyCut() throws {
        for name in try Recording.names where !name.hasPrefix("90-") {
            let bytes = try Recording(name).received
            var whole = ManagerParser()
            whole.append(bytes)
            var expected: [ManagerMessage] = []
            while let message = try whole.next() { expected.append(message) }
            var parser = ManagerParser()
            var messages: [ManagerMessage] = []
            for byte in bytes {
                parser.append(CollectionOfOne(byte))
                while let message = try parser.next() { messages.append(message) }
            }
            #expect(messages == expected, "\(name), a byte at a time")
        }
    }
}

/// Puts messages in another order that Asterisk might have told them in.
enum Shuffle {
    /// Mixes what came within some milliseconds; what one channel says of itself keeps its order, as it does in Asterisk,
    /// and nothing is told of a call before it was sent.
    static func withinInstants(
        _ messages: [(at: Double, message: ManagerMessage)],
        sent: [Double],
        _ random: inout SeededRandom
    ) -> [(at: Double, message: ManagerMessage)] {
        var mixed: [(at: Double, message: ManagerMessage)] = []
        var rest = messages[...]
        while let first = rest.first {
            let next = sent.first { $0 > first.at } ?? .infinity
            let burst = rest.prefix { $0.at - first.at < 0.003 && $0.at < next }
            rest = rest.dropFirst(burst.count)
            mixed += mix(Array(burst), &random)
        }
        return mixed
    }

    private static func mix(
        _ burst: [(at: Double, message: ManagerMessage)],
        _ random: inout SeededRandom
    ) -> [(at: Double, message: ManagerMessage)] {
        var queues: [String: [ManagerMessage]] = [:]
        for (index, entry) in burst.enumerated() {
            queues[voice(of: entry.message) ?? "\(index)", default: []].append(entry.message)
        }
        var names = queues.keys.sorted()
        var mixed: [(at: Double, message: ManagerMessage)] = []
        // The instants stay where they were: it is what is told at them that changes.
        for entry in burst {
            guard let name = random.one(of: names), let message = queues[name]?.removeFirst() else { continue }
            if queues[name]?.isEmpty == true { names.removeAll { $0 == name } }
            mixed.append((entry.at, message))
        }
        return mixed
    }

    /// Who tells it; what has no voice of its own may come anywhere.
    private static func voice(of message: ManagerMessage) -> String? {
        switch message["Event"] {
        case "Newchannel", "Newstate", "VarSet", "Hangup": message["Uniqueid"]
        case nil: "responses"
        default: nil
        }
    }
}
