import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("The machine of a FreeSWITCH")
struct FreeSWITCHMachineTests {
    private let one = Attempt.sample("+16175550101", index: 1)
    private let two = Attempt.sample("+16175550102", index: 2)

    private func event(_ name: String, _ id: String, _ more: String = "") -> String {
        let body = "Event-Name: \(name)\nUnique-ID: \(id)\n\(more)\n"
        return "Content-Length: \(body.utf8.count)\nContent-Type: text/event-plain\n\n\(body)"
    }

    private func job(_ id: String, _ answer: String) -> String {
        let body = "Event-Name: BACKGROUND_JOB\nJob-UUID: \(id)\nContent-Length: \(answer.utf8.count)\n\n\(answer)"
        return "Content-Length: \(body.utf8.count)\nContent-Type: text/event-plain\n\n\(body)"
    }

    private func hangup(_ id: String, _ cause: String, answeredAt: Int = 0) -> String {
        event("CHANNEL_HANGUP_COMPLETE", id, "Hangup-Cause: \(cause)\nCaller-Channel-Answered-Time: \(answeredAt)\n")
    }

    private func placed(_ attempts: Attempt...) -> MachineStage {
        var stage = MachineStage()
        stage.logIn()
        for attempt in attempts {
            #expect(stage.machine.place(attempt, stage.now) == .sent)
            _ = stage.takeSent()
            stage.reply("+OK Job-UUID: \(attempt.id)")
        }
        return stage
    }

    @Test("logs in, asks for few events, and only for those of its own channels")
    func login() {
        var stage = MachineStage()
        #expect(stage.machine.place(one, stage.now) == .wait)
        let sent = stage.logIn()
        #expect(
            sent == """
                auth ClueCon

                event plain BACKGROUND_JOB CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE

                filter Event-Name BACKGROUND_JOB

                filter variable_callspool true


                """
        )
        #expect(stage.machine.isReady)
        #expect(stage.words.isEmpty)
        #expect(stage.machine.place(one, stage.now) == .sent)
    }

    @Test("a refused login refuses the attempts with the server's words, and is told once")
    func denied() throws {
        var stage = MachineStage()
        for _ in 0..<3 {
            stage.machine.connected(stage.now)
            stage.hear("Content-Type: auth/request\n\n")
            stage.reply("-ERR invalid")
            #expect(stage.fault != nil)
            stage.lose()
        }
        let words = "freeswitch 127.0.0.1:8021 refuses the login: -ERR invalid"
        #expect(stage.machine.place(one, stage.now) == .refused(EngineError(outcome: .notPermitted, words)))
        #expect(stage.words == ["\(words); trying again"])
        #expect(stage.machine.backOff.wait == .seconds(60))
        stage.logIn()
        #expect(stage.words.last == "freeswitch 127.0.0.1:8021 is back")
        #expect(stage.machine.place(one, stage.now) == .sent)
    }

    @Test("who is not on its access list is refused likewise")
    func rude() {
        var stage = MachineStage()
        stage.machine.connected(stage.now)
        stage.hear("Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n")
        stage.lose()
        #expect(stage.words == ["freeswitch 127.0.0.1:8021 refuses the login: Access Denied, go away.; trying again"])
    }

    @Test("no more attempts are in progress than the window has room for")
    func window() {
        var settings = FreeSWITCHSettings.sample
        settings.window = 1
        var stage = MachineStage(settings)
        stage.logIn()
        #expect(stage.machine.place(one, stage.now) == .sent)
        #expect(stage.machine.place(two, stage.now) == .wait)
        let orders = stage.machine.received(
            Array("Content-Type: command/reply\nReply-Text: +OK Job-UUID: x\n\n".utf8),
            stage.now
        )
        #expect(orders.hasRoom)
        #expect(stage.machine.place(two, stage.now) == .sent)
    }

    @Test("an attempt whose command was not sent before the connection was lost ends as certainly not placed")
    func unsent() {
        var stage = placed(one)
        #expect(stage.machine.place(two, stage.now) == .sent)
        stage.lose()
        #expect(stage.end(of: two)?.outcome == .carrierError)
        #expect(stage.end(of: one) == nil)
        #expect(stage.machine.calls.keys.sorted() == [one.id])
    }

    @Test(
        "after a lost connection it asks about each call: those that are there are followed, those that are gone are unknown"
    )
    func reconnected() {
        var stage = placed(one, two)
        stage.lose()
        #expect(
            stage.machine.place(.sample(index: 3), stage.now)
                == .refused(
                    EngineError(outcome: .carrierError, "freeswitch 127.0.0.1:8021 is lost")
                )
        )
        stage.logIn()
        #expect(stage.takeSent() == "api uuid_exists \(one.id)\n\napi uuid_exists \(two.id)\n\n")
        stage.respond("true")
        stage.respond("false")
        stage.wait(.milliseconds(500))
        #expect(stage.reports.isEmpty)
        stage.wait(.milliseconds(600))
        #expect(stage.end(of: two)?.outcome == .unknown)
        #expect(stage.end(of: one) == nil)
        stage.hear(hangup(one.id, "NORMAL_CLEARING", answeredAt: 5))
        #expect(stage.end(of: one)?.outcome == .answered)
        #expect(stage.machine.calls.isEmpty)
    }

    @Test("an end that comes after the word that there is no channel counts all the same")
    func lateEnd() {
        var stage = placed(one)
        stage.lose()
        stage.logIn()
        stage.respond("false")
        stage.hear(hangup(one.id, "USER_BUSY"))
        stage.wait(.seconds(5))
        #expect(stage.reports.count == 1)
        #expect(stage.end(of: one)?.outcome == .busy)
    }

    @Test("a call that is answered and ends at once is answered, whatever its job says")
    func briefly() {
        for order in [[0, 1, 2], [0, 2, 1], [2, 0, 1]] {
            var stage = placed(one)
            let messages = [
                event("CHANNEL_ANSWER", one.id, "Caller-Channel-Answered-Time: 5\n"),
                hangup(one.id, "NORMAL_CLEARING", answeredAt: 5), job(one.id, "-ERR NORMAL_CLEARING\n"),
            ]
            for place in order { stage.hear(messages[place]) }
            stage.wait(.seconds(5))
            #expect(stage.end(of: one)?.outcome == .answered)
            #expect(stage.reports.count == 2)
        }
    }

    @Test("a job's word that may stand for an answer is not believed alone")
    func ambiguous() {
        var stage = placed(one)
        stage.hear(job(one.id, "-ERR NORMAL_CLEARING\n"))
        stage.settleWithout(one)
        #expect(stage.end(of: one)?.outcome == .unknown)
    }

    @Test("a failed job whose channel is there still is waited for")
    func slowChannel() {
        var stage = placed(one)
        stage.hear(job(one.id, "-ERR NO_ANSWER\n"))
        stage.wait(.milliseconds(1100))
        stage.respond("true")
        stage.wait(.seconds(10))
        #expect(stage.reports.isEmpty)
        stage.hear(hangup(one.id, "NO_ANSWER"))
        // Nothing rang.
        #expect(stage.end(of: one)?.outcome == .unreachable)
    }

    @Test(
        "words that are not cause are the engine's refusal",
        arguments: ["-USAGE: <call url>", "-ERR permission denied"]
    )
    func noCause(words: String) {
        var stage = placed(one)
        stage.hear(job(one.id, words + "\n"))
        stage.settleWithout(one)
        #expect(stage.end(of: one)?.outcome == .engineError)
        #expect(stage.end(of: one)?.codes.engineCause?.isEmpty == false)
    }

    @Test("a command that is refused at once ends the attempt")
    func refusedCommand() {
        var stage = MachineStage()
        stage.logIn()
        #expect(stage.machine.place(one, stage.now) == .sent)
        stage.reply("-ERR permission denied")
        let end = AttemptEnd(outcome: .engineError, codes: EngineCodes(engineCause: "-ERR permission denied"))
        #expect(stage.end(of: one) == end)
    }

    @Test("events and jobs of others are passed over")
    func others() {
        var stage = placed(one)
        stage.hear(hangup("somebody", "USER_BUSY"))
        stage.hear(job("somebody", "-ERR USER_BUSY\n"))
        stage.hear(event("HEARTBEAT", ""))
        #expect(stage.reports.isEmpty && stage.fault == nil)
        #expect(stage.machine.calls.count == 1)
    }

    @Test("an attempt of the previous run that is there is followed; one that is not is unknown")
    func adopts() {
        var stage = MachineStage()
        let early = stage.machine.inquire(one, stage.now)
        #expect(early.answer == nil)
        stage.logIn()
        #expect(stage.takeSent() == "api uuid_exists \(one.id)\n\n")
        stage.respond("true")
        #expect(stage.answers[early.number] == .live)
        let late = stage.machine.inquire(two, stage.now)
        stage.respond("false")
        #expect(stage.answers[late.number] == .unknown)
        stage.hear(hangup(one.id, "NORMAL_CLEARING", answeredAt: 5))
        #expect(stage.end(of: one)?.outcome == .answered)
    }

    @Test("a call is reported under the key that it was asked by last")
    func asked() {
        var stage = placed(one)
        var later = one
        later.key = CallKey(campaign: 7, index: 9)
        _ = stage.machine.inquire(later, stage.now)
        stage.respond("true")
        stage.hear(hangup(one.id, "USER_BUSY"))
        #expect(stage.end(of: later)?.outcome == .busy)
    }

    @Test("it has come back only after it was away")
    func isBack() {
        var stage = MachineStage()
        stage.logIn()
        #expect(!stage.isBack)
        stage.lose()
        stage.logIn()
        #expect(stage.isBack)
    }

    @Test("while it is away its calls are in progress, for ten minutes; of others nothing is known")
    func away() {
        var stage = placed(one)
        stage.lose()
        #expect(stage.machine.inquire(one, stage.now).answer == .live)
        #expect(stage.machine.inquire(two, stage.now).answer == .unknown)
        stage.now = stage.now + .seconds(601)
        stage.lose("cannot be reached: again")
        #expect(stage.machine.inquire(one, stage.now).answer == .unknown)
    }

    @Test("inquiries that were in progress when the connection was lost are answered")
    func interrupted() {
        var stage = placed(one)
        let (own, other) = (stage.machine.inquire(one, stage.now), stage.machine.inquire(two, stage.now))
        stage.lose()
        #expect(stage.answers == [own.number: .live, other.number: .unknown])
    }

    @Test("an answered call whose end was lost is answered, and ended when the connection was lost")
    func answeredAndLost() {
        var stage = placed(one)
        stage.hear(event("CHANNEL_ANSWER", one.id, "Caller-Channel-Answered-Time: 5\n"))
        stage.now = stage.now + .seconds(3)
        let lostAt = stage.now
        stage.lose()
        stage.now = stage.now + .seconds(8)
        stage.lose("cannot be reached: nothing listens there")
        stage.logIn()
        stage.respond("false")
        stage.wait(.milliseconds(1100))
        #expect(stage.end(of: one)?.outcome == .answered)
        #expect(stage.reports.last?.at == lostAt)
    }

    @Test("an answered call is not given up as unknown when the server stays away, either")
    func answeredAndAway() {
        var stage = placed(one)
        stage.hear(event("CHANNEL_ANSWER", one.id, "Caller-Channel-Answered-Time: 5\n"))
        let lostAt = stage.now
        stage.lose()
        stage.now = stage.now + .seconds(601)
        guard case .ended(let end, let at) = stage.machine.inquire(one, stage.now).answer else {
            Issue.record("its end is not told")
            return
        }
        #expect(end.outcome == .answered && at == lostAt)
        #expect(stage.machine.calls.isEmpty)
    }

    @Test("a call that is gone is looked for in the call records, where there are some, and waited for five seconds")
    func records() throws {
        var settings = FreeSWITCHSettings.sample
        settings.cdr = "/var/log/freeswitch/cdr-csv/Master.csv"
        for isRecorded in [true, false] {
            var stage = MachineStage(settings)
            stage.logIn()
            #expect(stage.machine.place(one, stage.now) == .sent)
            _ = stage.takeSent()
            stage.reply("+OK Job-UUID: \(one.id)")
            let dialledAt = stage.now
            stage.lose()
            stage.now = stage.now + .seconds(20)
            stage.logIn()
            stage.respond("false")
            stage.wait(.milliseconds(1100))
            #expect(stage.reports.isEmpty && stage.machine.sought == [one.id])
            let record = try #require(FreeSWITCHRecord(SwitchRecordTests.line(one.id, 7, 4, "NORMAL_CLEARING").utf8))
            stage.now = stage.now + .seconds(isRecorded ? 1 : 6)
            stage.take(stage.machine.looked(for: [one.id], isRecorded ? [one.id: record] : [:], stage.now))
            let end = try #require(stage.end(of: one))
            #expect(end.outcome == (isRecorded ? .answered : .unknown))
            if isRecorded {
                #expect(end.answeredAt == dialledAt + .seconds(3))
                #expect(stage.reports.last?.at == dialledAt + .seconds(7))
            }
            #expect(stage.machine.sought.isEmpty && stage.machine.calls.isEmpty)
        }
    }

    @Test("a call that rings on after its limit is ended, once")
    func leftover() {
        var stage = placed(one)
        stage.wait(.seconds(34))
        #expect(!stage.takeSent().contains("uuid_kill"))
        stage.reply("17")
        stage.wait(.seconds(2))
        #expect(stage.takeSent().contains("api uuid_kill \(one.id) ALLOTTED_TIMEOUT\n\n"))
        stage.wait(.seconds(1))
        #expect(stage.takeSent().isEmpty)
        stage.hear(hangup(one.id, "ALLOTTED_TIMEOUT"))
        #expect(stage.end(of: one)?.outcome == .unreachable && stage.end(of: one)?.isSilent == true)
    }

    @Test("a call whose answer may have been missed is not ended")
    func noLeftover() {
        var stage = placed(one, two)
        stage.hear(event("CHANNEL_ANSWER", two.id, "Caller-Channel-Answered-Time: 5\n"))
        stage.lose()
        stage.logIn()
        stage.respond("true")
        stage.respond("true")
        _ = stage.takeSent()
        stage.wait(.seconds(60))
        #expect(!stage.takeSent().contains("kill"))
    }

    @Test("a server that says nothing is given up, and so is one that breaks off in a line", arguments: 0...3)
    func silent(step: Int) {
        var stage = MachineStage()
        stage.machine.connected(stage.now)
        if step == 1 { stage.hear("Content-Type: auth/request\n\n") }
        if step >= 2 {
            stage.logIn()
            _ = stage.machine.place(one, stage.now)
        }
        if step == 3 { stage.hear("Content-Length: 800\nContent-Ty") }
        stage.wait(.seconds(9))
        #expect(stage.fault == nil)
        stage.wait(.seconds(2))
        #expect(stage.fault == (step == 0 ? "says nothing" : "does not answer"))
    }

    @Test("one that is quiet is asked whether it is there")
    func ping() {
        var stage = MachineStage()
        stage.logIn()
        stage.wait(.seconds(21))
        #expect(stage.takeSent() == "api uptime\n\n")
        stage.respond("17")
        stage.wait(.seconds(11))
        #expect(stage.fault == nil)
        stage.wait(.seconds(11))
        stage.wait(.seconds(11))
        #expect(stage.fault == "does not answer")
    }

    @Test("it tries again later and later, at most every half minute")
    func backOff() {
        var stage = MachineStage()
        var waits: [Duration] = []
        for _ in 0..<9 {
            stage.lose("cannot be reached: no")
            waits.append(stage.machine.backOff.wait)
        }
        #expect(waits.prefix(3) == [.milliseconds(500), .seconds(1), .seconds(2)])
        #expect(waits.last == .seconds(30))
        #expect(stage.words.count == 1)
    }

    @Test("a thousand calls held leave nothing behind when they are over")
    func nothingGrows() {
        var stage = MachineStage()
        stage.logIn()
        let attempts = (1...1000).map { Attempt.sample(index: Int32($0)) }
        for _ in 0..<3 {
            for attempt in attempts {
                #expect(stage.machine.place(attempt, stage.now) == .sent)
                stage.reply("+OK Job-UUID: \(attempt.id)")
            }
            #expect(stage.machine.calls.count == 1000)
            for attempt in attempts {
                stage.hear(job(attempt.id, "-ERR USER_BUSY\n") + hangup(attempt.id, "USER_BUSY"))
            }
            _ = stage.takeSent()
            stage.wait(.seconds(2))
            #expect(stage.machine.calls.isEmpty && stage.machine.overdueCount == 0)
            #expect(stage.takeSent().isEmpty)
        }
    }

    @Test("its secret is in nothing that is shown of the settings")
    func secret() {
        var settings = FreeSWITCHSettings.sample
        settings.secret = .literal("swordfish")
        #expect(!"\(settings)".contains("swordfish"))
        #expect(!String(reflecting: settings).contains("swordfish"))
        var text = ""
        dump(settings, to: &text)
        #expect(!text.contains("swordfish"))
        var stage = MachineStage(settings)
        stage.lose("cannot be reached: no")
        #expect(!stage.words.joined().contains("ClueCon"))
    }
}
