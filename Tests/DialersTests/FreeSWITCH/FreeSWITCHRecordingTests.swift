import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

/// What the record of a recorded call must say; times in milliseconds from its creation.
struct RecordedCall: Sendable, CustomTestStringConvertible {
    var name: String
    var outcome: Outcome
    var cause: String
    var q850: Int?
    var sip: Int?
    var rang: Int64?
    var answered: Int64?
    var ended: Int64?
    var ringLimit = Duration.seconds(8)

    var testDescription: String { name }

    init(
        _ name: String,
        _ outcome: Outcome,
        _ cause: String,
        q850: Int? = nil,
        sip: Int? = nil,
        rang: Int64? = nil,
        answered: Int64? = nil,
        ended: Int64? = nil,
        ringLimit: Duration = .seconds(8)
    ) {
        (self.name, self.outcome, self.cause, self.q850, self.sip) = (name, outcome, cause, q850, sip)
        (self.rang, self.answered, self.ended, self.ringLimit) = (rang, answered, ended, ringLimit)
    }

    static let all: [RecordedCall] = [
        .init("10-loopback-answer", .answered, "NORMAL_CLEARING", q850: 16, rang: 0, answered: 1000, ended: 5000),
        .init("11-loopback-busy", .busy, "USER_BUSY", q850: 17, rang: 0, ended: 1000),
        .init(
            "12-loopback-noanswer-timeout",
            .noAnswer,
            "NO_ANSWER",
            q850: 19,
            rang: 0,
            ended: 2820,
            ringLimit: .seconds(3)
        ),
        .init("13-loopback-congestion", .congestion, "NORMAL_CIRCUIT_CONGESTION", q850: 34, ended: 0),
        .init("15-loopback-reject", .declined, "CALL_REJECTED", q850: 21, ended: 0),
        // Nothing rang: nobody is there.
        .init("16-loopback-dead-timeout", .unreachable, "NO_ANSWER", q850: 19, ended: 2920, ringLimit: .seconds(3)),
        .init("19-no-such-endpoint", .engineError, "CHAN_NOT_IMPLEMENTED"),
        .init("23-near-end-hangs-up", .answered, "NORMAL_CLEARING", q850: 16, answered: 0, ended: 2040),
        .init("24-uuid-kill", .answered, "NORMAL_CLEARING", q850: 16, answered: 0, ended: 640),
        .init("29-api-sync-busy", .busy, "USER_BUSY", q850: 17, rang: 0, ended: 1020),
        .init("31-cause-interworking", .carrierError, "INTERWORKING", q850: 127, rang: 0, ended: 500),
        .init("31-cause-no_answer", .noAnswer, "NO_ANSWER", q850: 19, rang: 0, ended: 500),
        .init(
            "31-cause-normal_temporary_failure",
            .carrierError,
            "NORMAL_TEMPORARY_FAILURE",
            q850: 41,
            rang: 0,
            ended: 500
        ),
        .init("31-cause-number_changed", .invalidNumber, "NUMBER_CHANGED", q850: 22, rang: 0, ended: 500),
        .init("31-cause-originator_cancel", .canceled, "ORIGINATOR_CANCEL", q850: 16, rang: 0, ended: 500),
        .init("31-cause-switch_congestion", .congestion, "SWITCH_CONGESTION", q850: 42, rang: 20, ended: 520),
        .init("35-few-events-answer", .answered, "NORMAL_CLEARING", q850: 16, rang: 0, answered: 1000, ended: 5000),
        .init(
            "36-uuid-kill-while-ringing",
            .canceled,
            "ORIGINATOR_CANCEL",
            q850: 16,
            rang: 0,
            ended: 1040,
            ringLimit: .seconds(20)
        ),
        .init("T0-sofia-answer", .answered, "NORMAL_CLEARING", q850: 16, rang: 20, answered: 220, ended: 2220),
        .init("T0-sofia-busy", .busy, "USER_BUSY", q850: 17, sip: 486, ended: 0),
        .init("T0-sofia-congest", .congestion, "NORMAL_TEMPORARY_FAILURE", q850: 41, sip: 503, ended: 20),
        .init("T0-sofia-invalid", .invalidNumber, "UNALLOCATED_NUMBER", q850: 1, sip: 404, ended: 0),
        .init("T0-sofia-machine", .answered, "NORMAL_CLEARING", q850: 16, rang: 0, answered: 220, ended: 8220),
        .init("T0-sofia-noanswer", .noAnswer, "NO_ANSWER", q850: 19, rang: 0, ended: 2840, ringLimit: .seconds(3)),
        .init("T1-sofia-nobody-listens", .congestion, "NORMAL_TEMPORARY_FAILURE", q850: 41, sip: 503, ended: 0),
        .init("T2-sofia-no-such-gateway", .engineError, "INVALID_GATEWAY"),
    ]
}

/// How the blocks of a recording come.
enum Coming: CaseIterable, Sendable {
    /// As they were recorded.
    case asRecorded
    /// A byte at a time.
    case byteByByte
    /// Only the events that are subscribed to.
    case subscribed
    /// All in one piece, long after: as when the connection was held up.
    case late
}

@Suite("What a real FreeSWITCH said")
struct FreeSWITCHRecordingTests {
    @Test(
        "the record of every recorded call is right in outcome, codes, callee type and times, however the bytes come",
        arguments: RecordedCall.all,
        Coming.allCases
    )
    func records(call: RecordedCall, coming: Coming) throws {
        let played = try PlayedRecording(call)
        var stage = try played.placed()
        switch coming {
        case .asRecorded: played.play(&stage)
        case .byteByByte: played.play(&stage) { stage, block in for byte in block { stage.hear([byte]) } }
        case .subscribed: played.play(&stage, played.blocks.filter { PlayedRecording.isSubscribed($0.event) })
        case .late: played.play(&stage, played.blocks.map { $0.at(played.blocks.last?.time ?? 0) })
        }
        stage.settleWithout(played.attempt)
        // What came late is dated by the other machine's clock, as far as the first word of it is not late itself. A
        // synchronous originate, which callspool never sends, holds all events back to its end.
        let isLate = coming == .late || call.name.hasPrefix("29-api-sync")
        expect(stage, is: call, played, tolerance: isLate ? nil : 25)
    }

    @Test("the same record comes of the subscribed events in any order", arguments: RecordedCall.all)
    func anyOrder(call: RecordedCall) throws {
        let played = try PlayedRecording(call)
        var random = SeededRandom(2026)
        for _ in 0..<40 {
            let events = played.blocks.filter { PlayedRecording.isSubscribed($0.event) }.shuffled(using: &random)
            var stage = try played.placed()
            let end = events.map(\.time).max() ?? 0
            played.play(&stage, events.map { $0.at(end) })
            stage.settleWithout(played.attempt)
            expect(stage, is: call, played, tolerance: nil)
        }
    }

    @Test("a call over the session rate is congestion, and one at the session limit rings in vain")
    func sessionLimits() throws {
        let recording = try Recordings.recording("45-session-limit-and-pause")
        let jobs = recording.blocks.filter { $0.event == "BACKGROUND_JOB" }
        var stage = MachineStage()
        stage.logIn()
        let attempt = Attempt.recorded("1900a9a0-7e75-4b8f-8e1f-22032857985f")
        #expect(stage.machine.place(attempt, stage.now) == .sent)
        stage.reply("+OK Job-UUID: \(attempt.id)")
        stage.hear(try #require(jobs.first).bytes)
        #expect(stage.reports.isEmpty)
        stage.settleWithout(attempt)
        #expect(stage.end(of: attempt)?.outcome == .congestion)
        #expect(stage.end(of: attempt)?.codes == EngineCodes(engineCause: "DESTINATION_OUT_OF_ORDER"))
    }

    private func expect(_ stage: MachineStage, is call: RecordedCall, _ played: PlayedRecording, tolerance: Int64?) {
        let reports = stage.reports
        let end = stage.end(of: played.attempt)
        #expect(end?.outcome == call.outcome)
        let codes = EngineCodes(sipStatus: call.sip, q850Cause: call.q850, engineCause: call.cause)
        #expect(end?.codes == codes)
        let silent = ["16-loopback-dead-timeout", "T1-sofia-nobody-listens"]
        #expect(end?.isSilent == silent.contains(call.name))
        #expect(end?.calleeType == call.outcome.usualCalleeType)
        let events = (call.rang == nil ? 0 : 1) + (call.answered == nil ? 0 : 1) + 1
        #expect(reports.count == events, "\(reports)")
        #expect(reports.map(\.at) == reports.map(\.at).sorted())
        guard let tolerance, let endedAt = reports.last?.at, let ended = call.ended else { return }
        for (report, at) in zip(reports, [call.rang, call.answered, call.ended].compactMap { $0 }) {
            let before = (endedAt - report.at).milliseconds
            #expect(abs(before - (ended - at)) <= tolerance, "\(report.event): \(before) ms before its end")
        }
    }
}

/// A recording, and an attempt with its ids.
struct PlayedRecording {
    let attempt: Attempt
    let blocks: [FreeSWITCHRecording.Block]
    private let start: Double

    init(_ call: RecordedCall) throws {
        let recording = try Recordings.recording(call.name)
        let command = try #require(recording.commands.last { $0.text.contains("api originate ") })
        let ids = FreeSWITCHIDs(command.text)
        attempt = .recorded(ids.channel, ringTimeout: call.ringLimit)
        start = command.time
        blocks = recording.blocks.filter { $0.time >= command.time && $0.type == "text/event-plain" }
            .map { block in
                var block = block
                // Our jobs have the id of their channel; both are as long in the recordings.
                if !ids.job.isEmpty {
                    let text = String(decoding: block.bytes, as: UTF8.self)
                    block.bytes = Array(text.replacing(ids.job, with: ids.channel).utf8)
                }
                return block
            }
    }

    /// A stage with the attempt placed and confirmed.
    func placed() throws -> MachineStage {
        var stage = MachineStage()
        stage.logIn()
        #expect(stage.machine.place(attempt, stage.now) == .sent)
        stage.reply("+OK Job-UUID: \(attempt.id)")
        return stage
    }

    func play(
        _ stage: inout MachineStage,
        _ played: [FreeSWITCHRecording.Block]? = nil,
        _ hear: (inout MachineStage, [UInt8]) -> Void = { $0.hear($1) }
    ) {
        let began = stage.now
        for block in played ?? blocks {
            stage.now = began + .milliseconds(Int64((block.time - start) * 1000))
            hear(&stage, block.bytes)
        }
    }

    static func isSubscribed(_ event: String?) -> Bool {
        FreeSWITCHScript.toldEvents.contains(event ?? "")
    }
}

extension FreeSWITCHRecording.Block {
    fileprivate func at(_ time: Double) -> FreeSWITCHRecording.Block {
        var block = self
        block.time = time
        return block
    }
}

extension MachineStage {
    /// Waits for the channel's word on a failed job, and says that there is no channel when that is asked.
    mutating func settleWithout(_ attempt: Attempt) {
        guard end(of: attempt) == nil else { return }
        _ = takeSent()
        wait(.milliseconds(1100))
        #expect(takeSent() == "api uuid_exists \(attempt.id)\n\n")
        respond("false")
    }
}
