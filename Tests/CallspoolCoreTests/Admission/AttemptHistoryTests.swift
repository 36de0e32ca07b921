import Testing

@testable import CallspoolCore

@Suite("The attempts to a number, over all campaigns")
struct AttemptHistoryTests {
    private static let start = Timestamp(seconds: 1_795_000_000)
    private static let number = "+16175550101"

    private func at(_ seconds: Int) -> Timestamp { AttemptHistoryTests.start + .seconds(seconds) }

    private func history(_ limits: AttemptLimits, _ attempts: [Int]) -> AttemptHistory {
        var history = AttemptHistory(limits)
        for attempt in attempts { history.add(AttemptHistoryTests.number, at: at(attempt)) }
        return history
    }

    private func obstacle(_ history: AttemptHistory, _ now: Timestamp) -> LimitReached? {
        history.obstacle(AttemptHistoryTests.number, now)
    }

    @Test("are at most so many in 24 hours, exact to the millisecond")
    func perDay() {
        let history = history(AttemptLimits(perDay: 2), [0, 3600])
        #expect(obstacle(history, at(3600)) == LimitReached(limit: .perDay(2), attempts: 2, until: at(86_400)))
        #expect(obstacle(history, at(86_400) - .milliseconds(1))?.until == at(86_400))
        #expect(obstacle(history, at(86_400)) == nil)
        #expect(history.obstacle("+16175550102", at(3600)) == nil)
    }

    @Test("are at most so many in 7 days, and the limit that holds the longest is told")
    func perWeek() {
        let days = [0, 1, 2].map { $0 * 86_400 }
        let history = history(AttemptLimits(perDay: 1, perWeek: 3), days)
        #expect(obstacle(history, at(172_801)) == LimitReached(limit: .perWeek(3), attempts: 3, until: at(604_800)))
        #expect(obstacle(history, at(604_800)) == nil)
    }

    @Test("have a least gap between two")
    func gap() {
        let history = history(AttemptLimits(perDay: 5, minGap: .seconds(7200)), [0, 100])
        let expected = LimitReached(limit: .gap(.seconds(7200)), attempts: 2, until: at(7300))
        #expect(obstacle(history, at(200)) == expected)
        #expect(obstacle(history, at(7300)) == nil)
    }

    @Test("say when in whole seconds, rounded up, and in a sentence")
    func sentence() {
        var history = AttemptHistory(AttemptLimits(perDay: 1))
        history.add(AttemptHistoryTests.number, at: Timestamp(milliseconds: 1_795_000_000_001))
        let found = obstacle(history, at(1))
        #expect(found?.until == at(86_401))
        let words = "The number was attempted once in 24 hours, and `per_day` is 1: not again until "
        #expect(found?.sentence == words + "2026-11-19T11:06:41Z.")
    }

    @Test("that certainly did not reach the callee do not count, whichever they were")
    func removed() {
        for gone in [0, 10, 20] {
            var history = history(AttemptLimits(perDay: 2), [0, 10, 20])
            history.remove(AttemptHistoryTests.number, at: at(gone))
            history.remove(AttemptHistoryTests.number, at: at(5))
            history.remove("+16175550102", at: at(0))
            let first = [0, 10, 20].filter { $0 != gone }[0]
            #expect(obstacle(history, at(30))?.until == at(first + 86_400))
            #expect(history.size.attempts == 2)
        }
        var history = history(AttemptLimits(perDay: 1), [0])
        history.remove(AttemptHistoryTests.number, at: at(0))
        #expect(obstacle(history, at(0)) == nil)
        #expect(history.size.numbers == 0)
    }

    @Test("that lie ahead of a clock set back count until they have passed out of the span")
    func clockSetBack() {
        let history = history(AttemptLimits(perDay: 1), [7200, 0])
        #expect(obstacle(history, at(60))?.until == at(93_600))
    }

    @Test("are not remembered when nothing is limited")
    func off() {
        let history = history(AttemptLimits(minGap: .zero), [0, 0, 0])
        #expect(history.size.attempts == 0)
        #expect(obstacle(history, at(0)) == nil)
    }

    @Test("older than 7 days are forgotten, and memory does not grow with the time")
    func pruned() {
        var history = AttemptHistory(AttemptLimits(perDay: 3))
        var most = 0
        for hour in 0..<(24 * 60) {
            for call in 0..<10 { history.add("+1617555\(1000 + hour * 10 + call)", at: at(hour * 3600)) }
            history.prune(at(hour * 3600))
            most = max(most, history.size.attempts)
        }
        #expect(most < 24 * 8 * 10 * 3 / 2 + 20)
        #expect(history.size.numbers == history.size.attempts)
        #expect(history.obstacle("+1617555\(1000 + (24 * 60 - 1) * 10)", at(24 * 60 * 3600)) == nil)
    }

    @Test("agree with a plain list of times, whatever happens", arguments: 1...40 as ClosedRange<UInt64>)
    func oracle(seed: UInt64) {
        var random = SplitMix64(seed)
        let limits = AttemptLimits(
            perDay: Bool.random(using: &random) ? Int.random(in: 1...4, using: &random) : nil,
            perWeek: Bool.random(using: &random) ? Int.random(in: 1...9, using: &random) : nil,
            minGap: Bool.random(using: &random) ? Duration.seconds(Int.random(in: 3600...100_000, using: &random)) : nil
        )
        var history = AttemptHistory(limits)
        var plain = PlainHistory(limits: limits)
        var now = AttemptHistoryTests.start
        var held = 0
        for _ in 0..<2000 {
            // Mostly on, now and then back.
            let step = Int64.random(in: 0...7_200_000, using: &random)
            now = now + .milliseconds(Int.random(in: 0..<10, using: &random) == 0 ? -2 * step : step)
            let number = "+1617555010\(Int.random(in: 0...5, using: &random))"
            switch Int.random(in: 0..<8, using: &random) {
            case 0: history.prune(now)
            case 1:
                guard let gone = plain.times[number]?.randomElement(using: &random), gone > now - .seconds(300_000)
                else { continue }
                history.remove(number, at: gone)
                plain.remove(number, gone)
            case 2, 3:
                history.add(number, at: now)
                plain.times[number, default: []].append(now)
            default:
                let found = history.obstacle(number, now)
                held += found == nil ? 0 : 1
                #expect(found?.until == plain.until(number, now))
                if let found { #expect(plain.isTrue(found, number, now)) }
            }
        }
        #expect(limits.isOff || held > 0)
    }
}

/// The same by the definition: every time in a list, and every second tried that could be the first.
private struct PlainHistory {
    var limits: AttemptLimits
    var times: [String: [Timestamp]] = [:]

    mutating func remove(_ number: String, _ time: Timestamp) {
        guard let place = times[number]?.firstIndex(of: time) else { return }
        times[number]?.remove(at: place)
    }

    func count(_ number: String, _ now: Timestamp, _ span: Duration) -> Int {
        (times[number] ?? []).filter { $0 > now - span }.count
    }

    func isAllowed(_ number: String, _ now: Timestamp) -> Bool {
        count(number, now, .seconds(86_400)) < limits.perDay ?? .max
            && count(number, now, .seconds(604_800)) < limits.perWeek ?? .max
            && count(number, now, limits.minGap ?? .zero) < ((limits.minGap ?? .zero) > .zero ? 1 : .max)
    }

    /// It can only become allowed when an attempt passes out of a span.
    func until(_ number: String, _ now: Timestamp) -> Timestamp? {
        if isAllowed(number, now) { return nil }
        let spans = [.seconds(86_400), .seconds(604_800), limits.minGap ?? .zero]
        let ends = (times[number] ?? []).flatMap { time in spans.map { time + $0 } }.filter { $0 > now }
        return ends.filter { isAllowed(number, $0) }.min()?.roundedUpToSecond
    }

    func isTrue(_ found: LimitReached, _ number: String, _ now: Timestamp) -> Bool {
        switch found.limit {
        case .perDay(let most):
            most == limits.perDay && found.attempts == count(number, now, .seconds(86_400)) && found.attempts >= most
        case .perWeek(let most):
            most == limits.perWeek && found.attempts == count(number, now, .seconds(604_800)) && found.attempts >= most
        case .gap(let gap): gap == limits.minGap && found.attempts == count(number, now, gap) && found.attempts >= 1
        }
    }
}
