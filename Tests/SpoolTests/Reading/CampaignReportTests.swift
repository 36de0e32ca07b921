import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("A campaign's report")
struct CampaignReportTests {
    private func calls<Key: Equatable>(_ rows: [CampaignReport.Row<Key>], _ key: Key) -> Int {
        rows.first { $0.key == key }?.calls ?? 0
    }

    private func attempts<Key: Equatable>(_ rows: [CampaignReport.Row<Key>], _ key: Key) -> Int {
        rows.first { $0.key == key }?.attempts ?? 0
    }

    /// Of nine numbers: answered at the second attempt, busy to the end, failed by the trunk and answered, lost and
    /// settled, lost for good, rejected, dialled and then listed, expired after an attempt, never dialled.
    private func journal() -> PaperJournal {
        var journal = PaperJournal()
        journal.add(0, .rejected(index: 6, reason: "\"12345\" is too short"))
        journal.attempt(1, at: 10, .busy, then: .retry(at: journal.at(71)))
        journal.attempt(2, at: 10, .busy, then: .final(.failed))
        journal.attempt(3, at: 10, .congestion, trunk: "east", then: .retry(at: journal.at(71)))
        journal.add(20, .dialing(index: 4, attempt: 1, callerID: nil))
        journal.add(21, .lost(index: 4, attempt: 1, journal.result(at: 20, .unknown)))
        journal.add(20, .dialing(index: 5, attempt: 1, callerID: nil))
        journal.add(22, .lost(index: 5, attempt: 1, journal.result(at: 20, .unknown)))
        let settled = journal.result(at: 20, ring: 3, talk: 30, .answered, .voice)
        journal.add(60, .settled(index: 4, attempt: 1, settled, .final(.completed), by: "records"))
        journal.attempt(1, 2, at: 80, ring: 4, talk: 60, .answered, .fax, then: .final(.completed))
        journal.attempt(3, 2, at: 80, ring: 5, talk: 20, .answered, .voice, trunk: "west", then: .final(.completed))
        journal.attempt(7, at: 90, ring: 30, .noAnswer, then: .retry(at: journal.at(200)))
        journal.attempt(8, at: 90, .unreachable, then: .retry(at: journal.at(200)))
        journal.add(150, .rejected(index: 7, reason: "On the list, line 17"))
        journal.add(160, .expired(index: 8, reason: nil))
        return journal
    }

    @Test("counts each attempt once by its outcome, also one that was lost and settled, and one that is still lost")
    func attempts() throws {
        let journal = journal()
        let report = try journal.reader.report(try journal.put())
        #expect(report.placed == 9 && report.attempts.attempts == 9)
        #expect(attempts(report.outcomes, .answered) == 3 && attempts(report.outcomes, .busy) == 2)
        #expect(attempts(report.outcomes, .unknown) == 1 && attempts(report.classes, .trunk) == 1)
        #expect(report.attempts.parts == [3, 5, 1])
    }

    @Test("counts each final call by what it met last, and those without a word of their own by their last attempt's")
    func finals() throws {
        let journal = journal()
        let report = try journal.reader.report(try journal.put())
        #expect(report.numbers.completed == 3 && report.numbers.failed == 3 && report.numbers.rejected == 1)
        #expect(report.numbers.stuck == 1 && report.numbers.pending == 1 && report.final == 7)
        #expect(calls(report.outcomes, .answered) == 3 && calls(report.outcomes, .expired) == 1)
        // It was rejected after an attempt that nobody answered.
        #expect(calls(report.outcomes, .noAnswer) == 1 && calls(report.outcomes, .unknown) == 0)
        #expect(calls(report.calleeTypes, .noanswer) == 2 && calls(report.calleeTypes, .voice) == 2)
        #expect(
            report.attemptsNeeded == [
                CampaignReport.AttemptsNeeded(attempts: 0, calls: 1, completed: 0),
                CampaignReport.AttemptsNeeded(attempts: 1, calls: 4, completed: 1),
                CampaignReport.AttemptsNeeded(attempts: 2, calls: 2, completed: 2),
            ]
        )
    }

    @Test("measures ringing and talking, but not by an end that was lost")
    func spans() throws {
        let journal = journal()
        let report = try journal.reader.report(try journal.put())
        #expect(report.ring.count == 4 && report.ring.total == .seconds(42) && report.ring.most == .seconds(30))
        #expect(report.ringToAnswer.count == 3 && report.ringToAnswer.total == .seconds(12))
        #expect(report.talk.count == 3 && report.talk.total == .seconds(110))
        #expect(report.firstAttemptAt == journal.at(10) && report.lastAttemptAt == journal.at(90))
        #expect(report.finishedAt == nil)
    }

    @Test("tells the trunks apart, with what was answered through each")
    func trunks() throws {
        let journal = journal()
        let report = try journal.reader.report(try journal.put())
        #expect(
            report.trunks == [
                CampaignReport.Trunk(name: "east", attempts: 1, answered: 0),
                CampaignReport.Trunk(name: "west", attempts: 1, answered: 1),
            ]
        )
    }

    @Test("puts reasons of rejection together that differ in what they quote or count")
    func reasons() throws {
        var journal = PaperJournal()
        for index in 1...3 { journal.add(0, .rejected(index: index, reason: "\"5\(index)\" is not a number")) }
        for index in 4...5 { journal.add(0, .rejected(index: index, reason: "On the list, line 1\(index)")) }
        journal.add(0, .rejected(index: 6, reason: "\"a\\\"b 7\" is odd"))
        let report = try journal.reader.report(try journal.put())
        #expect(report.rejections.map(\.reason) == ["\"…\" is not a number", "On the list, line #", "\"…\" is odd"])
        #expect(report.rejections.map(\.calls) == [3, 2, 1])
    }

    @Test("gives hours by the clock on the wall, through a change of the clocks")
    func hours() throws {
        // On 2026-11-01 at 06:00Z New York goes from UTC-4 to UTC-5: 05:30Z and 06:30Z are both 01:30 there.
        var paper = PaperCampaign(numbers: 3)
        paper.campaign.timezone = "America/New_York"
        var journal = PaperJournal(paper)
        let night = Timestamp(Timestamp.Civil(year: 2026, month: 11, day: 1, hour: 5, minute: 30))
        let since = Double((night - PaperCampaign.at).milliseconds) / 1000
        journal.attempt(1, at: since, .busy, then: .final(.failed))
        journal.attempt(2, at: since + 3600, talk: 5, .answered, then: .final(.completed))
        journal.attempt(3, at: since + 7200, .congestion, then: .final(.failed))
        journal.add(since + 7300, .finished)
        let report = try journal.reader.report(try journal.put())
        #expect(report.hours[1].parts == [1, 1, 0])
        #expect(report.hours[2].parts == [0, 0, 1])
        for (quarter, outcome) in zip(report.quarters, [Outcome.busy, .answered, .congestion]) {
            #expect(quarter.tally == OutcomeTally([outcome: 1]))
        }
        #expect(report.hours[1].answerRate == 0.5 && report.hours[3].answerRate == nil)
        #expect(report.quarters.map(\.at) == [night, night + .seconds(3600), night + .seconds(7200)])
        #expect(report.finishedAt == journal.at(since + 7300))
    }

    @Test("of a campaign that was not dialled has nothing in it, and no division by it")
    func nothing() throws {
        let journal = PaperJournal()
        let report = try journal.reader.report(try journal.put())
        #expect(report.numbers.pending == 9 && report.placed == 0 && report.outcomes.isEmpty)
        #expect(report.duration == nil && report.talk == CampaignReport.Spans() && report.shipping == nil)
    }

    @Test("says how many records are not told, and since when")
    func unreported() throws {
        let journal = journal()
        // The rejected number's line is the second; everything else is not told.
        let report = try journal.reader.report(try journal.put(told: 2))
        #expect(report.reporting.unreported == 6)
        #expect(report.reporting.oldest == journal.at(11))
        #expect(try journal.reader.report(try journal.put(told: 1000)).reporting == CampaignReport.ReportingLag())
    }

    @Test("counts each record's deliveries to the end, those of a batch and those that were sent again too")
    func shipping() throws {
        var paper = PaperCampaign(numbers: 6)
        paper.campaign.resultURL = "http://127.0.0.1:9/"
        var journal = PaperJournal(paper)
        // The lines 3, 5, 7, 9, 11, 13 make the calls final, at 11, 21 … s.
        for index in 1...6 { journal.attempt(index, at: Double(index) * 10, .busy, then: .final(.failed)) }
        func line(
            _ n: Int,
            _ event: String,
            at seconds: Double,
            tries: Int,
            last: Int? = nil
        ) -> (inout JSONLineWriter) -> Void {
            let at = journal.at(seconds)
            return { line in
                line.field("n", n)
                line.field("at", at)
                line.field("event", event)
                line.field("tries", tries)
                if let last { line.field("last", last) }
            }
        }
        journal.ship(line(3, "batch", at: 25, tries: 0, last: 5))
        journal.ship(line(3, "retry", at: 30, tries: 1, last: 5))
        journal.ship(line(3, "taken", at: 41, tries: 2, last: 5))
        journal.ship(line(7, "given_up", at: 50, tries: 10))
        journal.ship(line(9, "gone", at: 60, tries: 1))
        journal.ship(line(11, "retry", at: 70, tries: 1))
        journal.ship(line(7, "replayed", at: 81, tries: 1))
        let report = try journal.reader.report(try journal.put(told: 13))
        let shipping = try #require(report.shipping)
        #expect(shipping.taken == 3 && shipping.undelivered == 1 && shipping.retried == 1 && shipping.waiting == 1)
        #expect(shipping.takenAtTry.map(\.attempt) == [2] && shipping.takenAtTry.map(\.records) == [2])
        // 30 s and 20 s for the two of the batch; the one that was sent again by hand is left out.
        #expect(shipping.delay.total == .seconds(50) && shipping.delay.most == .seconds(30))
    }

    @Test("an event for a call that does not exist, and a torn last line, do no harm")
    func damaged() throws {
        var journal = journal()
        journal.add(200, .canceled(index: 4000, by: "x"))
        let place = try journal.put()
        let whole = try journal.disk.contents(place.folder.journal) ?? []
        try journal.disk.put(place.folder.journal, String(decoding: whole, as: UTF8.self) + "{\"n\":99,\"at")
        #expect(try journal.reader.report(place).placed == 9)
    }
}

extension OutcomeTally {
    /// Answered, not answered, not connected by the trunk.
    fileprivate var parts: [Int] { [answered, unanswered, trunk] }
}
