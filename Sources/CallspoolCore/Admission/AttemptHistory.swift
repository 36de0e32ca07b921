/// The attempts of the last 7 days to each number, over all campaigns: whether the limits allow another one.
///
/// The limits roll: an attempt counts against a span for as long as it is younger than the span, to the millisecond. The
/// clock may go back; an attempt that lies ahead of it counts until it has passed out of the span. A million numbers
/// with an attempt each take about 40 bytes each.
public struct AttemptHistory: Sendable {
    private static let day = Duration.seconds(86_400)
    private static let week = Duration.seconds(604_800)
    /// How far back attempts can count.
    public static let memory = week
    /// Everything is walked over only when this much time has passed since the last time.
    private static let restBetweenWalks = Duration.seconds(3600)

    /// A limit as it is asked for: so many attempts in a span.
    private struct Rule {
        var limit: LimitReached.Limit
        var most: Int
        var span: Duration
    }

    private let rules: [Rule]
    private var chains = AttemptChains()
    private var addedSinceWalk = 0
    private var lastWalk: Timestamp?

    /// Starts without attempts.
    public init(_ limits: AttemptLimits) {
        var rules: [Rule] = []
        if let most = limits.perDay { rules.append(Rule(limit: .perDay(most), most: most, span: Self.day)) }
        if let most = limits.perWeek { rules.append(Rule(limit: .perWeek(most), most: most, span: Self.week)) }
        if let gap = limits.minGap, gap > .zero { rules.append(Rule(limit: .gap(gap), most: 1, span: gap)) }
        self.rules = rules
    }

    /// How many attempts are remembered, and of how many numbers.
    var size: (attempts: Int, numbers: Int) { (chains.attempts, chains.numbers) }

    /// Notes an attempt; nothing happens when the limits are off.
    public mutating func add(_ phoneNumber: String, at: Timestamp) {
        guard !rules.isEmpty else { return }
        chains.add(Self.key(phoneNumber), at)
        addedSinceWalk += 1
    }

    /// Forgets an attempt that certainly did not reach the callee: it does not count.
    ///
    /// - Parameters:
    ///   - phoneNumber: the number.
    ///   - at: the very instant that it was added with; nothing happens when there is none.
    public mutating func remove(_ phoneNumber: String, at: Timestamp) {
        chains.remove(Self.key(phoneNumber), at)
    }

    /// What holds a number; `nil` when it may be attempted now.
    public func obstacle(_ phoneNumber: String, _ now: Timestamp) -> LimitReached? {
        let key = Self.key(phoneNumber)
        guard rules.contains(where: { chains.count(key, after: now - $0.span) >= $0.most }) else { return nil }
        let latestFirst = chains.instants(key).sorted(by: >)
        var longest: (rule: Rule, until: Timestamp)?
        for rule in rules where latestFirst.count >= rule.most {
            // When the attempt that fills the limit has passed out of the span, there is room for one more.
            let until = latestFirst[rule.most - 1] + rule.span
            if until > now, longest.map({ until > $0.until }) ?? true { longest = (rule, until) }
        }
        return longest.map { rule, until in
            let attempts = latestFirst.count { $0 > now - rule.span }
            return LimitReached(limit: rule.limit, attempts: attempts, until: until.roundedUpToSecond)
        }
    }

    /// Forgets what is older than 7 days, and a day more: the clock may be set back.
    ///
    /// May be called often: it walks over everything only when an hour has passed and there is at least half as much
    /// new as there was before, so its cost is a constant for each attempt, and memory stays within what an hour adds
    /// and one and a half times what counts.
    public mutating func prune(_ now: Timestamp) {
        let rest = lastWalk.map { now - $0 } ?? Self.restBetweenWalks
        guard rest >= Self.restBetweenWalks || rest < .zero, addedSinceWalk > 0,
            addedSinceWalk >= max(0, chains.attempts - addedSinceWalk) / 2
        else { return }
        chains.forget(before: now - Self.week - Self.day)
        lastWalk = now
        addedSinceWalk = 0
    }

    /// The digits of a number in E.164, at most fifteen: they fit.
    private static func key(_ phoneNumber: String) -> UInt64 {
        var key: UInt64 = 0
        for byte in phoneNumber.utf8 where (0x30...0x39).contains(byte) {
            key = key &* 10 &+ UInt64(byte - 0x30)
        }
        return key
    }
}
