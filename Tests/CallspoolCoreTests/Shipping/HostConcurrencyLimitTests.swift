import CallspoolCore
import CallspoolTesting
import Testing

@Suite("How many requests a host gets")
struct HostConcurrencyLimitTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    @discardableResult
    private func answer(
        _ answer: HostAnswer,
        _ limit: inout HostConcurrencyLimit,
        took: Duration = .milliseconds(10),
        at instant: Timestamp? = nil,
        random: Double = 0.5
    ) -> Timestamp? {
        limit.answered(answer, took: took, now: instant ?? now, random: random)
    }

    /// A host that has had good answers until it is at its ceiling.
    private func grown(to ceiling: Int) -> HostConcurrencyLimit {
        var limit = HostConcurrencyLimit(ceiling: ceiling)
        for _ in 1...ceiling { answer(.well, &limit) }
        return limit
    }

    @Test("It begins with two, grows by one for each good answer, and stops at its ceiling")
    func growth() {
        var limit = HostConcurrencyLimit(ceiling: 8)
        var seen = [limit.allowed]
        for _ in 1...8 {
            answer(.well, &limit)
            seen.append(limit.allowed)
        }
        #expect(seen == [2, 3, 4, 5, 6, 7, 8, 8, 8])
        #expect(HostConcurrencyLimit(ceiling: 1).allowed == 1)
    }

    @Test("A failure halves it, once for all that were in progress, and then it grows by one for a whole window")
    func cut() {
        var limit = grown(to: 16)
        for _ in 1...4 { answer(.failed, &limit) }
        #expect(limit.allowed == 8)
        for _ in 1...12 { answer(.well, &limit) }
        #expect((8...10).contains(limit.allowed))
        for _ in 1...200 { answer(.well, &limit) }
        #expect(limit.allowed == 16)
    }

    @Test("A host that slows down is given less, and one that stays as slow is taken as it is")
    func slow() {
        var limit = grown(to: 16)
        for _ in 1...60 { answer(.well, &limit, took: .seconds(1)) }
        #expect(limit.allowed <= 4)
        for _ in 1...2000 { answer(.well, &limit, took: .seconds(1)) }
        #expect(limit.allowed == 16)
    }

    @Test("What is three times as slow and yet quick is noise")
    func noise() {
        var limit = grown(to: 16)
        for turn in 1...200 { answer(.well, &limit, took: .milliseconds(turn % 5 == 0 ? 90 : 1)) }
        #expect(limit.allowed == 16)
    }

    @Test("Five failures in a row send it to rest; a good answer among them does not")
    func outright() {
        var limit = grown(to: 8)
        for _ in 1...4 { #expect(answer(.failed, &limit) == nil) }
        answer(.well, &limit)
        for _ in 1...4 { #expect(answer(.failed, &limit) == nil) }
        #expect(answer(.failed, &limit) == now + .seconds(5))
        #expect(limit.allowed == 0)
    }

    @Test("What was in progress when it went to rest prolongs nothing; a good answer among it ends the rest")
    func stragglers() {
        var limit = grown(to: 8)
        for _ in 1...5 { answer(.failed, &limit) }
        for _ in 1...20 { #expect(answer(.failed, &limit, at: now + .seconds(1)) == nil) }
        #expect(limit.restsUntil == now + .seconds(5))
        answer(.well, &limit)
        #expect(limit.allowed == 3)
    }

    @Test("Each probe that fails doubles the rest, up to five minutes, with a tenth by chance")
    func backOff() {
        var limit = grown(to: 8)
        var instant = now
        for _ in 1...4 { answer(.failed, &limit) }
        var rests: [Int64] = []
        for _ in 1...9 {
            let until = answer(.failed, &limit, at: instant)
            rests.append(((until ?? instant) - instant).milliseconds / 1000)
            instant = until ?? instant
            limit.beginProbe(instant)
            #expect(limit.allowed == 1)
        }
        #expect(rests == [5, 10, 20, 40, 80, 160, 300, 300, 300])
        #expect(answer(.failed, &limit, at: instant, random: 1) == instant + .seconds(330))
    }

    @Test("A probe is not made before its time, and one that is answered well opens it, at its ceiling within a window")
    func probe() {
        var limit = grown(to: 8)
        for _ in 1...5 { answer(.failed, &limit) }
        limit.beginProbe(now + .milliseconds(4999))
        #expect(limit.allowed == 0)
        limit.beginProbe(now + .seconds(5))
        #expect(limit.allowed == 1)
        answer(.well, &limit)
        #expect(limit.allowed == 3 && limit.failingSince == nil)
        for _ in 1...5 { answer(.well, &limit) }
        #expect(limit.allowed == 8)
    }

    @Test("Retry-After is obeyed for the host, whatever else is answered meanwhile, up to a day")
    func asked() {
        var limit = grown(to: 8)
        #expect(answer(.asked(.seconds(3600)), &limit) == now + .seconds(3600))
        #expect(answer(.asked(.seconds(60)), &limit) == nil)
        answer(.well, &limit)
        answer(.failed, &limit)
        #expect(limit.allowed == 0 && limit.restsUntil == now + .seconds(3600))
        #expect(answer(.asked(.seconds(7200)), &limit) == now + .seconds(7200))
        limit.beginProbe(now + .seconds(7200))
        #expect(limit.allowed == 1)
    }

    @Test("One that refuses does not rest, and is asked by few at once")
    func refused() {
        var limit = grown(to: 8)
        for _ in 1...50 { #expect(answer(.refused, &limit) == nil) }
        #expect(limit.allowed == 1)
    }

    @Test("A clock that was set back does not prolong a rest")
    func setBack() {
        var limit = grown(to: 8)
        for _ in 1...5 { answer(.failed, &limit) }
        limit.beginProbe(now - .seconds(5400))
        #expect(limit.allowed == 1)
    }

    @Test("A new process goes on with the rest, its length and since when it fails; a later success ends that")
    func remembered() {
        var history = HostHistory()
        history.worked(now - .seconds(1000))
        history.failed(now - .seconds(900), restsUntil: nil)
        for _ in 1...4 { history.failed(now - .seconds(80), restsUntil: now + .seconds(60)) }
        var limit = HostConcurrencyLimit(ceiling: 8)
        limit.remember(history)
        #expect(limit.allowed == 0 && limit.restsUntil == now + .seconds(60))
        #expect(limit.failingSince == now - .seconds(900))
        limit.beginProbe(now + .seconds(60))
        #expect(answer(.failed, &limit, at: now + .seconds(60)) == now + .seconds(60 + 80))
        var other = HostHistory()
        other.worked(now - .seconds(10))
        limit.remember(other)
        #expect(limit.failingSince == nil)
    }

    @Test("Whatever is answered, it allows at least one or rests, and never more than its ceiling", arguments: 1...200)
    func bounds(seed: Int) {
        var random = SeededRandom(UInt64(seed))
        let ceiling = random.draw(1...40)
        var limit = HostConcurrencyLimit(ceiling: ceiling)
        var instant = now
        for _ in 1...400 {
            instant = instant + .milliseconds(random.draw(0...20_000))
            limit.beginProbe(instant)
            let answers: [HostAnswer] = [.well, .well, .well, .refused, .failed, .failed, .asked(.seconds(30))]
            let before = limit.restsUntil
            let until = answer(
                answers[random.draw(0...6)],
                &limit,
                took: .milliseconds(random.draw(0...2000)),
                at: instant,
                random: random.fraction()
            )
            #expect(limit.allowed <= ceiling)
            #expect((limit.restsUntil == nil) == (limit.allowed > 0))
            if let until { #expect(limit.restsUntil == until && until > instant && until != before) }
        }
        // Whatever came before: once it works it is at its ceiling, as soon as what is usual has been learnt again.
        if let until = limit.restsUntil { limit.beginProbe(until) }
        for _ in 1...(ceiling * ceiling + 3000) { answer(.well, &limit) }
        #expect(limit.allowed == ceiling)
    }
}

@Suite("What an answer says of its host")
struct HostAnswerTests {
    private let wall = Timestamp(seconds: 1_800_000_000)

    @Test(
        "It works, refuses, or fails",
        arguments: [
            (200, HostAnswer.well), (299, .well), (410, .well), (301, .refused), (400, .refused), (404, .refused),
            (408, .failed), (429, .failed), (500, .failed), (503, .failed),
        ]
    )
    func statuses(status: Int, says: HostAnswer) {
        #expect(HostAnswer(.status(status, retryAfter: nil), wall: wall) == says)
    }

    @Test("Retry-After is the host's with 429 and 503 alone, a day at most, and no wait is a failure")
    func retryAfter() {
        #expect(HostAnswer(.status(429, retryAfter: .wait(.seconds(7))), wall: wall) == .asked(.seconds(7)))
        #expect(HostAnswer(.status(503, retryAfter: .date(wall + .seconds(9))), wall: wall) == .asked(.seconds(9)))
        let long = RetryAfter.wait(.seconds(1_000_000))
        #expect(HostAnswer(.status(503, retryAfter: long), wall: wall) == .asked(.seconds(86_400)))
        #expect(HostAnswer(.status(503, retryAfter: .wait(.zero)), wall: wall) == .failed)
        #expect(HostAnswer(.status(500, retryAfter: .wait(.seconds(7))), wall: wall) == .failed)
    }

    @Test("No answer is a failure, and an abandoned request says nothing")
    func none() {
        #expect(HostAnswer(.failed("no answer"), wall: wall) == .failed)
        #expect(HostAnswer(.abandoned, wall: wall) == nil)
    }
}
