import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

@Suite("What ended while nobody listened is told by Asterisk's call records")
struct AsteriskRecordsTests {
    private static let start = Timestamp(seconds: 1_763_892_900)

    /// A line of `Master.csv` with `loguniqueid = yes`, as Asterisk 22.10.1 writes it.
    private static func line(_ id: String, _ word: String, lasted: Int = 9, talk: Int = 0) -> String {
        let times = #""2026-11-23 09:06:38","2026-11-23 09:06:38","2026-11-23 09:06:47""#
        return #""","","s","callspool",""""" <>","PJSIP/trunk-0000375e","","AppDial2","(Outgoing Line)","#
            + "\(times),\(lasted),\(talk),\"\(word)\",\"DOCUMENTATION\",\"\(id)\"\n"
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// Runs a dialer that has call records, with a server whose calls ring until somebody ends them.
    private func run(
        _ fate: @escaping @Sendable (ManagerOrder) -> FakeManager.Fate = AsteriskRig.longRinging,
        _ body: @escaping @Sendable (AsteriskRig, _ records: String) async throws -> Void
    ) async throws {
        let folder = try WorkingFolder()
        let records = folder.path + "/Master.csv"
        let server = try await FakeManager(fate: fate)
        var settings = AsteriskRig.settings(port: server.port)
        settings.cdr = records
        var times = AsteriskRig.times
        times.record = .milliseconds(600)
        try await AsteriskRig.run(server, settings, times: times) { try await body($0, records) }
        try await server.stop()
        withExtendedLifetime(folder) {}
    }

    @Test("a call that is gone after an outage ended as its record says, also when that is written late")
    func afterOutage() async throws {
        try await run { rig, records in
            let (early, late) = (Attempt.sample(index: 1), Attempt.sample(index: 2))
            for attempt in [early, late] { try await rig.dialer.place(attempt) }
            try await rig.until("both ring") { rig.reports.count == 2 }
            try AsteriskRecordsTests.write(AsteriskRecordsTests.line(early.id, "BUSY"), to: records)
            rig.server.crash()
            #expect(try await rig.awaitEnd(of: early).outcome == .busy)
            #expect(rig.end(of: late) == nil)
            #expect(await rig.dialer.inquire(late) == .live)
            let both = [(early.id, "BUSY"), (late.id, "NO ANSWER")].map { AsteriskRecordsTests.line($0, $1) }
            try AsteriskRecordsTests.write(both.joined(), to: records)
            let end = try await rig.awaitEnd(of: late)
            // It was heard ringing.
            #expect(end.outcome == .noAnswer && end.codes.engineCause == "NO ANSWER")
            #expect(rig.dialer.sizes.calls == 0 && rig.dialer.sought.isEmpty)
        }
    }

    @Test("one that has no record is lost when it was waited for, and told once")
    func noRecord() async throws {
        try await run { rig, records in
            try AsteriskRecordsTests.write(AsteriskRecordsTests.line("another-1", "BUSY"), to: records)
            let attempt = Attempt.sample()
            try await rig.dialer.place(attempt)
            try await rig.until("it rings") { rig.reports.count == 1 }
            rig.server.crash()
            #expect(try await rig.awaitEnd(of: attempt).outcome == .unknown)
            // Told late, and as of when it was seen to be gone.
            #expect(try #require(rig.reports.last).at + .milliseconds(500) < rig.dialer.clock.now)
            #expect(await rig.dialer.inquire(attempt) == .unknown)
            #expect(rig.story(of: attempt).count == 2)
        }
    }

    @Test("an answer that was heard stays one, whatever its record says; its length is the record's")
    func answered() async throws {
        try await run(AsteriskRig.longCalls) { rig, records in
            let (told, other) = (Attempt.sample(index: 1), Attempt.sample(index: 2))
            for attempt in [told, other] { try await rig.dialer.place(attempt) }
            try await rig.until("both answered") { rig.reports.count { $0.event == .connected } == 2 }
            let lines = [
                AsteriskRecordsTests.line(told.id, "ANSWERED", lasted: 0, talk: 0),
                AsteriskRecordsTests.line(other.id, "NO ANSWER"),
            ]
            try AsteriskRecordsTests.write(lines.joined(), to: records)
            rig.server.crash()
            for attempt in [told, other] {
                let end = try await rig.awaitEnd(of: attempt)
                #expect(end.outcome == .answered && end.answeredAt == nil)
            }
        }
    }

    @Test("a call of the previous run that is gone is answered for by its record")
    func formerLife() async throws {
        try await run { rig, records in
            var attempt = Attempt.sample(index: 7)
            attempt.recordedAt = AsteriskRecordsTests.start
            #expect(await rig.dialer.inquire(attempt) == .unknown)
            let line = AsteriskRecordsTests.line(attempt.id, "ANSWERED", lasted: 20, talk: 12)
            try AsteriskRecordsTests.write(line, to: records)
            let end = AttemptEnd(
                outcome: .answered,
                calleeType: .unknown,
                codes: EngineCodes(engineCause: "ANSWERED"),
                answeredAt: AsteriskRecordsTests.start + .seconds(8)
            )
            let at = AsteriskRecordsTests.start + .seconds(20)
            #expect(await rig.dialer.inquire(attempt) == .ended(end, at: at))
        }
    }

    @Test(
        "what a record comes to",
        arguments: [
            ("ANSWERED", 9, Outcome.answered), ("BUSY", 9, .busy), ("CONGESTION", 0, .congestion),
            ("FAILED", 0, .carrierError), ("NO ANSWER", 30, .noAnswer), ("NO ANSWER", 29, .noAnswer),
            ("NO ANSWER", 9, .unreachable),
        ]
    )
    func outcomes(word: String, lasted: Int, outcome: Outcome) throws {
        var campaign = Campaign(name: "spring")
        campaign.ringTimeout = .seconds(30)
        let attempt = Attempt.sample(campaignRef: CampaignRef(campaign))
        var call = AsteriskCall(attempt, ids: AsteriskIDs(attempt, isLocal: false))
        call.since = AsteriskRecordsTests.start
        let text = AsteriskRecordsTests.line(attempt.id, word, lasted: lasted).dropLast()
        let record = try #require(CallRecord(text.utf8, by: .channel))
        let (end, at) = call.end(by: record, AsteriskRecordsTests.start + .seconds(500))
        #expect(end.outcome == outcome && at == AsteriskRecordsTests.start + .seconds(lasted))
        // A clock that was set back makes no end in the future.
        let now = AsteriskRecordsTests.start - .seconds(5)
        #expect(call.end(by: record, now).at == now)
    }

    @Test("of a pair of channels the half that runs through the dialplan tells; the other, where that has no record")
    func pair() throws {
        let attempt = Attempt.sample()
        let ids = AsteriskIDs(attempt, isLocal: true)
        let other = try #require(ids.other)
        let lines = [AsteriskRecordsTests.line(ids.channel, "NO ANSWER"), AsteriskRecordsTests.line(other, "BUSY")]
        let read = lines.compactMap { CallRecord($0.dropLast().utf8, by: .channel) }
        let records = Dictionary(uniqueKeysWithValues: read.map { ($0.id, $0) })
        #expect(ids.record(among: records)?.disposition == .busy)
        #expect(ids.record(among: [ids.channel: read[0]])?.disposition == .noAnswer)
        #expect(ids.record(among: [:]) == nil)
    }
}
