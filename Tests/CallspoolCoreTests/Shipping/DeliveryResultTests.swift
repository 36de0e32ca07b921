import CallspoolCore
import Testing

@Suite("What becomes of a record after a request")
struct DeliveryResultTests {
    private let settings = ShippingSettings()
    private let now = Timestamp(seconds: 1_800_000_000)

    private func result(
        _ answer: DeliveryAnswer,
        tries: Int = 1,
        wall: Timestamp? = nil,
        random: Double = 0.5
    ) -> DeliveryResult? {
        settings.result(of: answer, tries: tries, now: now, wall: wall ?? now, random: random)
    }

    @Test("Every 2xx is taken", arguments: [200, 201, 202, 204, 299])
    func taken(status: Int) {
        #expect(result(.status(status, retryAfter: nil)) == .taken(httpStatus: status))
    }

    @Test("410 is gone, also at the last try")
    func gone() {
        #expect(result(.status(410, retryAfter: nil)) == .gone)
        #expect(result(.status(410, retryAfter: nil), tries: 10) == .gone)
    }

    @Test("Anything else is tried again, redirects too", arguments: [100, 199, 300, 301, 307, 400, 404, 429, 500, 503])
    func again(status: Int) {
        let answer = DeliveryAnswer.status(status, retryAfter: nil)
        #expect(result(answer) == .retry(at: now + .seconds(5), why: "HTTP status \(status)"))
    }

    @Test("The waits are the contract's, and the tenth try is the last")
    func schedule() {
        let waits = (1...9)
            .map { tries -> Duration? in
                guard case .retry(let at, _) = result(.failed("x"), tries: tries) else { return nil }
                return at - now
            }
        let minutes: [Duration] = [300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].map { .seconds($0) }
        #expect(waits == [.seconds(5)] + minutes)
        #expect(result(.failed("x"), tries: 10) == .givenUp(why: "x"))
    }

    @Test("Randomness spreads a wait by a tenth each way")
    func jitter() {
        #expect(result(.failed("x"), tries: 2, random: 0) == .retry(at: now + .seconds(270), why: "x"))
        #expect(result(.failed("x"), tries: 2, random: 1) == .retry(at: now + .seconds(330), why: "x"))
    }

    @Test("Retry-After is obeyed when it is later than the schedule, and for a day at most")
    func retryAfter() {
        func due(_ retryAfter: RetryAfter, wall: Timestamp? = nil) -> Duration? {
            let answer = DeliveryAnswer.status(503, retryAfter: retryAfter)
            guard case .retry(let at, _) = result(answer, wall: wall) else { return nil }
            return at - now
        }
        #expect(due(.wait(.seconds(90))) == .seconds(90))
        #expect(due(.wait(.seconds(1))) == .seconds(5))
        #expect(due(.wait(.seconds(1_000_000))) == .seconds(86_400))
        let wall = now - .seconds(500)
        #expect(due(.date(wall + .seconds(60)), wall: wall) == .seconds(60))
    }

    @Test("An abandoned request decides nothing")
    func abandoned() {
        #expect(result(.abandoned) == nil)
    }

    @Test("With an empty schedule the first try is the last")
    func noSchedule() {
        var settings = ShippingSettings()
        settings.schedule = []
        let result = settings.result(of: .failed("x"), tries: 1, now: now, wall: now, random: 0)
        #expect(result == .givenUp(why: "x"))
    }
}
