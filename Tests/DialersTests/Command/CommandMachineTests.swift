import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("The talk with a program")
struct CommandMachineTests {
    private let start = Timestamp(seconds: 1_763_892_900)

    /// A machine whose program has said hello.
    private func speaking(window: Int = 100, keepsCalls: Bool = true) -> CommandMachine {
        var machine = CommandMachine(window: window)
        greet(&machine, start, keepsCalls: keepsCalls)
        return machine
    }

    private func greet(_ machine: inout CommandMachine, _ now: Timestamp, keepsCalls: Bool = true) {
        machine.began(now)
        _ = machine.takeOrders(now)
        let actions = say(#"{"event":"hello","protocol":1,"keeps_calls":\#(keepsCalls)}"#, &machine, now)
        #expect(actions.stop == nil)
    }

    private func say(_ text: String, _ machine: inout CommandMachine, _ now: Timestamp) -> CommandMachine.Actions {
        machine.received(.whole(Array(text.utf8)), now)
    }

    private func say(
        _ event: String,
        _ attempt: Attempt,
        _ more: String,
        _ machine: inout CommandMachine,
        _ now: Timestamp
    ) -> [AttemptReport] {
        say(#"{"event":"\#(event)","id":"\#(attempt.id)"\#(more.isEmpty ? "" : ",")\#(more)}"#, &machine, now).reports
    }

    private func say(
        _ event: String,
        _ attempt: Attempt,
        _ machine: inout CommandMachine,
        _ now: Timestamp
    ) -> [AttemptReport] {
        say(event, attempt, "", &machine, now)
    }

    private func place(_ attempt: Attempt, _ machine: inout CommandMachine, _ now: Timestamp) -> String {
        #expect(machine.place(attempt, since: now, now) == .taken)
        return String(decoding: machine.takeOrders(now), as: UTF8.self)
    }

    private func report(_ attempt: Attempt, _ event: AttemptReport.Event, _ at: Timestamp) -> AttemptReport {
        AttemptReport(key: attempt.key, attempt: attempt.number, at: at, event: event)
    }

    @Test("a call from placing to its end, at the program's own instants")
    func story() {
        var machine = speaking()
        let attempt = Attempt.sample()
        #expect(place(attempt, &machine, start).hasPrefix(#"{"do":"place","id":"\#(attempt.id)""#))
        #expect(say("placed", attempt, &machine, start + .seconds(1)) == [])
        let rang = start + .seconds(2)
        #expect(
            say("ringing", attempt, "\"at\":\(rang.seconds)", &machine, start + .seconds(3)) == [
                report(attempt, .ringing, rang)
            ]
        )
        #expect(say("ringing", attempt, &machine, start + .seconds(3)) == [])
        #expect(
            say("answered", attempt, &machine, start + .seconds(4)) == [
                report(attempt, .connected, start + .seconds(4))
            ]
        )
        let said = "\"sip_status\":200,\"callee_type\":\"voice\""
        let end = AttemptEnd(outcome: .answered, calleeType: .voice, codes: EngineCodes(sipStatus: 200))
        #expect(
            say("ended", attempt, said, &machine, start + .seconds(9)) == [
                report(attempt, .ended(end), start + .seconds(9))
            ]
        )
        #expect(say("ended", attempt, said, &machine, start + .seconds(9)) == [])
        #expect(machine.calls.isEmpty && machine.unconfirmed == 0)
    }

    @Test("no instant is before placing, before what was said earlier, or after now")
    func instants() {
        var machine = speaking()
        let attempt = Attempt.sample()
        _ = place(attempt, &machine, start)
        #expect(say("ringing", attempt, "\"at\":1", &machine, start + .seconds(2)).map(\.at) == [start])
        let future = "\"at\":\(start.seconds + 500)"
        #expect(say("answered", attempt, future, &machine, start + .seconds(4)).map(\.at) == [start + .seconds(4)])
        #expect(say("ended", attempt, "\"at\":1", &machine, start + .seconds(5)).map(\.at) == [start + .seconds(4)])
    }

    @Test(
        "an outcome comes from the word, else from the codes, else from what was seen",
        arguments: [
            (#""outcome":"busy""#, Outcome.busy), (#""sip_status":486"#, .busy), (#""q850_cause":1"#, .invalidNumber),
            (#""outcome":"declined","sip_status":486"#, .declined), ("", .unknown),
            (#""sip_status":487,"ring_limit_reached":true"#, .noAnswer), (#""sip_status":487"#, .canceled),
            (#""sip_status":603,"engine_cause":"Network Blocked""#, .blocked), (#""answered_at":1"#, .answered),
            (#""outcome":"answered""#, .answered),
        ]
    )
    func outcomes(said: String, outcome: Outcome) throws {
        var machine = speaking()
        let attempt = Attempt.sample()
        _ = place(attempt, &machine, start)
        guard case .ended(let end) = say("ended", attempt, said, &machine, start + .seconds(5)).first?.event else {
            throw Unexpected()
        }
        #expect(end.outcome == outcome)
        #expect((end.answeredAt != nil) == (outcome == .answered))
    }

    @Test("what was answered stays answered, whatever the program says at its end")
    func answeredStays() throws {
        var machine = speaking()
        let attempt = Attempt.sample()
        _ = place(attempt, &machine, start)
        _ = say("answered", attempt, &machine, start)
        let said = #""outcome":"busy","callee_type":"busy""#
        let end = AttemptEnd(outcome: .answered)
        #expect(say("ended", attempt, said, &machine, start) == [report(attempt, .ended(end), start)])
    }

    @Test("a refusal blames the trunk or the configuration, and a telephone that rang was not refused")
    func refusals() {
        var machine = speaking()
        for (index, said, outcome) in [
            (Int32(1), "", Outcome.engineError), (2, #""outcome":"congestion""#, .congestion),
            (3, #""outcome":"busy""#, .engineError),
        ] {
            let attempt = Attempt.sample(index: index)
            _ = place(attempt, &machine, start)
            let end = AttemptEnd(outcome: outcome)
            #expect(say("refused", attempt, said, &machine, start) == [report(attempt, .ended(end), start)])
        }
        let rang = Attempt.sample(index: 4)
        _ = place(rang, &machine, start)
        _ = say("ringing", rang, &machine, start)
        let end = AttemptEnd(outcome: .unknown)
        #expect(say("refused", rang, &machine, start) == [report(rang, .ended(end), start)])
    }

    @Test("attempts wait for the hello, and are refused when it does not come")
    func beforeHello() {
        var machine = CommandMachine(window: 1)
        let attempt = Attempt.sample()
        #expect(machine.place(attempt, since: start, start) == .wait)
        machine.began(start)
        #expect(String(decoding: machine.takeOrders(start), as: UTF8.self) == "{\"do\":\"hello\",\"protocol\":1}\n")
        #expect(machine.place(attempt, since: start, start + .seconds(9)) == .wait)
        #expect(machine.tick(start + .seconds(9)) == .init())
        #expect(machine.tick(start + .seconds(10)).stop == "it did not say hello within 10.0 seconds")
        guard case .refused(let error) = machine.place(attempt, since: start, start + .seconds(10)) else {
            Issue.record("it waits for ever")
            return
        }
        #expect(error.outcome == .carrierError)
        // The next time it is not waited for as long.
        _ = machine.died("it is mute", start)
        machine.began(start)
        #expect(machine.place(attempt, since: start, start + .seconds(1)) == .wait)
        #expect(machine.place(attempt, since: start, start + .seconds(2)).isRefused)
    }

    @Test("another version of the protocol is not spoken")
    func otherVersion() {
        var machine = CommandMachine(window: 1)
        machine.began(start)
        let stop = say(#"{"event":"hello","protocol":2}"#, &machine, start).stop
        #expect(stop == "it speaks version 2 of the protocol, and this callspool 1")
    }

    @Test("a full window holds attempts up for a moment and then refuses them; any word makes room")
    func window() {
        var machine = speaking(window: 2)
        let attempts = (1...3).map { Attempt.sample(index: Int32($0)) }
        _ = place(attempts[0], &machine, start)
        _ = place(attempts[1], &machine, start)
        #expect(machine.place(attempts[2], since: start, start + .seconds(1)) == .wait)
        let words = "the program has said nothing of the last 2 attempts"
        let refusal = EngineError(outcome: .congestion, words)
        #expect(machine.place(attempts[2], since: start, start + .seconds(2)) == .refused(refusal))
        _ = say("placed", attempts[0], &machine, start)
        #expect(machine.place(attempts[2], since: start, start) == .taken)
    }

    @Test("an attempt of an id that is in progress is refused")
    func duplicate() {
        var machine = speaking()
        _ = place(.sample(), &machine, start)
        guard case .refused = machine.place(.sample(), since: start, start) else {
            Issue.record("placed twice")
            return
        }
    }

    @Test("a call that rings too long is canceled once, and an answered one never")
    func ringLimit() {
        var machine = speaking()
        let (rings, answered) = (Attempt.sample(index: 1), Attempt.sample(index: 2))
        _ = place(rings, &machine, start)
        _ = place(answered, &machine, start)
        _ = say("answered", answered, &machine, start)
        _ = machine.tick(start + .seconds(34))
        #expect(machine.takeOrders(start).isEmpty)
        _ = machine.tick(start + .seconds(35))
        let orders = String(decoding: machine.takeOrders(start), as: UTF8.self)
        #expect(orders == "{\"do\":\"cancel\",\"id\":\"\(rings.id)\"}\n")
        _ = machine.tick(start + .seconds(40))
        #expect(machine.takeOrders(start).isEmpty)
        // Its own cancellation is what callspool calls not answered.
        let end = AttemptEnd(outcome: .noAnswer)
        let now = start + .seconds(41)
        #expect(say("ended", rings, #""outcome":"canceled""#, &machine, now) == [report(rings, .ended(end), now)])
    }

    @Test("when the program dies, what it never saw was not placed, and what it had is asked for in its next life")
    func death() throws {
        var machine = speaking()
        let attempts = (1...5).map { Attempt.sample(index: Int32($0)) }
        for attempt in attempts.dropLast() { _ = place(attempt, &machine, start) }
        #expect(machine.place(attempts[4], since: start, start) == .taken)
        let death = machine.died("it ended with exit status 1", start + .seconds(1))
        #expect(death.reports.map(\.key.index) == [5])
        guard case .ended(let end) = death.reports.first?.event else { throw Unexpected() }
        #expect(end.outcome == .carrierError)
        #expect(machine.place(.sample(index: 6), since: start, start).isRefused)
        let now = start + .seconds(2)
        greet(&machine, now)
        let asked = String(decoding: machine.takeOrders(now), as: UTF8.self)
        for attempt in attempts.dropLast() {
            #expect(asked.contains("{\"do\":\"inquire\",\"id\":\"\(attempt.id)\"}\n"))
        }
        #expect(!asked.contains("place"))
        #expect(say("live", attempts[0], &machine, now) == [])
        #expect(
            say("unknown", attempts[1], &machine, now) == [
                report(attempts[1], .ended(AttemptEnd(outcome: .unknown)), now)
            ]
        )
        guard case .ended(let unseen) = say("never_placed", attempts[2], &machine, now).first?.event else {
            throw Unexpected()
        }
        #expect(unseen.outcome == .carrierError)
        let busy = say("ended", attempts[3], #""outcome":"busy""#, &machine, now)
        #expect(busy == [report(attempts[3], .ended(AttemptEnd(outcome: .busy)), now)])
        // The one that lives goes on.
        #expect(say("ended", attempts[0], #""outcome":"busy""#, &machine, now).count == 1)
        #expect(machine.calls.isEmpty && machine.questions.isEmpty)
    }

    @Test("a program that keeps no calls is not asked for those of its previous run: they are lost")
    func keepsNone() {
        var machine = speaking(keepsCalls: false)
        let attempt = Attempt.sample()
        _ = place(attempt, &machine, start)
        _ = say("answered", attempt, &machine, start)
        _ = machine.died("it ended with exit status 1", start)
        machine.began(start)
        let hello = say(#"{"event":"hello","protocol":1}"#, &machine, start)
        #expect(hello.reports == [report(attempt, .ended(AttemptEnd(outcome: .unknown)), start)])
        #expect(machine.ask(.sample(index: 2), start) == .known(.unknown))
    }

    @Test("it is started again after 1, 2, 4 … 60 s, and after a good life after 1 s")
    func rests() {
        var machine = CommandMachine(window: 1)
        var rests: [Duration] = []
        for _ in 0..<8 {
            machine.began(start)
            _ = machine.died("it ended with exit status 1", start)
            if case .resting(let until, _) = machine.life { rests.append(until - start) }
        }
        #expect(rests == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
        greet(&machine, start)
        _ = machine.died("it ended with exit status 1", start + .seconds(60))
        guard case .resting(let until, _) = machine.life else { return }
        #expect(until == start + .seconds(61))
    }

    @Test("the same trouble is told once, and that it is over")
    func warnings() {
        var machine = CommandMachine(window: 1)
        #expect(machine.died("no", start).warnings.count == 1)
        #expect(machine.died("no", start).warnings == [])
        #expect(machine.died("other", start).warnings.count == 1)
        machine.began(start)
        let hello = say(#"{"event":"hello","protocol":1}"#, &machine, start)
        #expect(hello.warnings == ["the program is there again"] && hello.isBack)
    }

    @Test("an inquiry is answered by the program; one about an attempt of the previous run that lives is followed")
    func inquiries() {
        var machine = speaking()
        let attempts = (1...4).map { Attempt.sample(index: Int32($0)) }
        for attempt in attempts { #expect(machine.ask(attempt, start) == .wait) }
        _ = machine.takeOrders(start)
        _ = say("unknown", attempts[0], &machine, start)
        _ = say("never_placed", attempts[1], &machine, start)
        let at = start - .seconds(60)
        _ = say("ended", attempts[2], #""outcome":"busy","at":\#(at.seconds)"#, &machine, start)
        _ = say("live", attempts[3], &machine, start)
        let answers = attempts.map { machine.reply(to: $0, askedAt: start, start) }
        #expect(answers[0] == .known(.unknown))
        #expect(answers[1] == .known(.neverPlaced))
        #expect(answers[2] == .known(.ended(AttemptEnd(outcome: .busy), at: at)))
        #expect(answers[3] == .known(.live))
        #expect(machine.questions.isEmpty && Array(machine.calls.keys) == [attempts[3].id])
        #expect(say("answered", attempts[3], &machine, start).count == 1)
    }

    @Test("a program that is deaf holds nobody up for long, is stopped, and loses what it never answers for")
    func deaf() {
        var machine = speaking()
        let (first, second) = (Attempt.sample(index: 1), Attempt.sample(index: 2))
        #expect(machine.ask(first, start) == .wait)
        _ = machine.takeOrders(start)
        let later = start + .seconds(5)
        #expect(machine.reply(to: first, askedAt: start, later) == .known(.live))
        #expect(machine.ask(second, later) == .known(.live))
        #expect(machine.tick(start + .seconds(29)).stop == nil)
        #expect(machine.tick(start + .seconds(30)).stop?.hasPrefix("it did not answer") == true)
        _ = machine.died("it is deaf", start + .seconds(30))
        let end = start + .seconds(300)
        #expect(machine.tick(end - .seconds(1)).reports == [])
        #expect(machine.tick(end).reports == [report(first, .ended(AttemptEnd(outcome: .unknown)), end)])
        #expect(machine.tick(end + .seconds(5)).reports.map(\.key.index) == [2])
        #expect(machine.calls.isEmpty && machine.questions.isEmpty)
    }

    @Test("words of attempts that it does not have change nothing")
    func strangers() {
        var machine = speaking()
        let stranger = Attempt.sample(index: 9)
        for event in ["placed", "ringing", "answered", "ended", "refused", "live", "unknown", "never_placed"] {
            #expect(say(event, stranger, &machine, start) == [])
        }
        #expect(machine.calls.isEmpty && machine.questions.isEmpty)
        let own = Attempt.sample()
        _ = place(own, &machine, start)
        // Nobody has asked.
        #expect(say("unknown", own, &machine, start) == [] && say("never_placed", own, &machine, start) == [])
        #expect(machine.calls.count == 1)
    }

    @Test("whatever it is told in whatever order, each attempt ends at most once, and nothing is told after its end")
    func anyWords() {
        var random = SeededRandom(17)
        let events = ["placed", "ringing", "answered", "ended", "refused", "live", "unknown", "never_placed", "hello"]
        var ends = 0
        for _ in 0..<500 {
            var machine = speaking(window: 4)
            var now = start
            var reports: [AttemptReport] = []
            var fresh = (1...6).map { Attempt.sample(index: Int32($0)) }
            var under: [Attempt] = []
            for _ in 0..<80 {
                now = now + .seconds(random.draw(0...20))
                let count = reports.count
                switch random.draw(0...9) {
                case 0...1:
                    guard let attempt = fresh.last, machine.place(attempt, since: now, now) == .taken else { continue }
                    under.append(fresh.removeLast())
                case 2: _ = machine.takeOrders(now)
                case 3:
                    guard let attempt = random.one(of: under), machine.ask(attempt, now) == .wait else { continue }
                    // Nobody answers at once; the answer, when it comes, is a report.
                    _ = machine.reply(to: attempt, askedAt: now - .seconds(10), now)
                case 4: reports += machine.tick(now).reports
                case 5 where random.chance(0.5):
                    reports += machine.died("no", now).reports
                    machine.began(now)
                    _ = machine.takeOrders(now)
                    let keeps = random.chance(0.5)
                    reports += say(#"{"event":"hello","protocol":1,"keeps_calls":\#(keeps)}"#, &machine, now).reports
                default:
                    guard let attempt = random.one(of: under), let event = random.one(of: events) else { continue }
                    reports += say(event, attempt, "\"protocol\":1", &machine, now)
                }
                for report in reports[count...] where report.event.isEnd {
                    ends += 1
                    under.removeAll { $0.key == report.key }
                }
            }
            for (_, story) in Dictionary(grouping: reports, by: \.key) {
                #expect(story.count { $0.event.isEnd } <= 1)
                #expect(story.dropLast().allSatisfy { !$0.event.isEnd })
                #expect(zip(story, story.dropFirst()).allSatisfy { $0.at <= $1.at })
            }
            #expect((0...4).contains(machine.unconfirmed))
        }
        #expect(ends > 500)
    }
}

extension CommandMachine.Admission {
    fileprivate var isRefused: Bool {
        if case .refused = self { true } else { false }
    }
}

extension AttemptReport.Event {
    fileprivate var isEnd: Bool {
        if case .ended = self { true } else { false }
    }
}
