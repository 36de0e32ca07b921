/// The attempts of the last 7 days to each number, over all campaigns: whether the limits allow another one.
///
/// The limits roll: an attempt counts against a span for as long as it is younger than the span, to the millisecond. The
/// clock may go back; an attempt that lies ahead of it counts until it has passed out of the span.
///
/// A million numbers with an attempt each take about 40 bytes each: 12 an attempt, and a table of 8 + 4 bytes a number
/// with its spare room.
public struct AttemptHistory: Sendable {
    static let day = Duration.seconds(86_400)
    static let week = Duration.seconds(604_800)
    /// The end of a chain.
    private static let none = UInt32.max
    /// A walk over everything is worth it when this much time has passed since the last one.
    private static let restBetweenWalks = Duration.seconds(3600)

    /// A limit as it is asked for: so many attempts in a span.
    private struct Rule {
        var limit: LimitReached.Limit
        var most: Int
        var span: Duration
    }

    private let rules: [Rule]
    /// The longest span of any rule.
    private let memory: Duration
    /// The latest link of each number's chain, by the number's digits.
    private var chains: [UInt64: UInt32] = [:]
    /// The links: when, in milliseconds, and the one noted before it.
    ///
    /// Two arrays, because together a link would be padded to 16 bytes.
    private var times: [Int64] = []
    private var earlier: [UInt32] = []
    /// The first of the links that are free again.
    private var free = AttemptHistory.none
    /// How many links are in use.
    private(set) var attempts = 0
    private var addedSinceWalk = 0
    private var lastWalk: Timestamp?

    /// Starts without attempts.
    public init(_ limits: AttemptLimits) {
        var rules: [Rule] = []
        if let most = limits.perDay { rules.append(Rule(limit: .perDay(most), most: most, span: Self.day)) }
        if let most = limits.perWeek { rules.append(Rule(limit: .perWeek(most), most: most, span: Self.week)) }
        if let gap = limits.minGap, gap > .zero { rules.append(Rule(limit: .gap(gap), most: 1, span: gap)) }
        self.rules = rules
        memory = rules.map(\.span).reduce(Self.week, max)
    }

    /// How many numbers are remembered.
    var numbers: Int { chains.count }

    /// Notes an attempt; nothing happens when the limits are off.
    public mutating func add(_ phoneNumber: String, at: Timestamp) {
        guard !rules.isEmpty else { return }
        let key = Self.key(phoneNumber)
        chains[key] = link(at.milliseconds, after: chains[key] ?? Self.none)
        attempts += 1
        addedSinceWalk += 1
    }

    /// Forgets an attempt that certainly did not reach the callee: it does not count.
    ///
    /// - Parameters:
    ///   - phoneNumber: the number.
    ///   - at: the very instant that it was added with; nothing happens when there is none.
    public mutating func remove(_ phoneNumber: String, at: Timestamp) {
        let key = Self.key(phoneNumber)
        var later = Self.none
        var place = chains[key] ?? Self.none
        while place != Self.none, times[Int(place)] != at.milliseconds {
            later = place
            place = earlier[Int(place)]
        }
        guard place != Self.none else { return }
        let before = earlier[Int(place)]
        if later != Self.none {
            earlier[Int(later)] = before
        } else {
            chains[key] = before == Self.none ? nil : before
        }
        earlier[Int(place)] = free
        free = place
        attempts -= 1
    }

    /// What holds a number; `nil` when it may be attempted now.
    public func obstacle(_ phoneNumber: String, _ now: Timestamp) -> LimitReached? {
        guard !rules.isEmpty, let chain = chains[Self.key(phoneNumber)] else { return nil }
        guard rules.contains(where: { count(chain, after: now - $0.span) >= $0.most }) else { return nil }
        let latestFirst = instants(chain).sorted(by: >)
        var longest: LimitReached?
        for rule in rules where latestFirst.count >= rule.most {
            // When the attempt that fills the limit has passed out of the span, there is room for one more.
            let until = Timestamp(milliseconds: latestFirst[rule.most - 1]) + rule.span
            guard until > now, longest.map({ until > $0.until }) ?? true else { continue }
            longest = LimitReached(limit: rule.limit, attempts: count(chain, after: now - rule.span), until: until)
        }
        return longest.map { LimitReached(limit: $0.limit, attempts: $0.attempts, until: $0.until.roundedUpToSecond) }
    }

    /// Forgets what is older than 7 days, and a day more: the clock may be set back.
    ///
    /// May be called often: it walks over everything only when an hour has passed and there is at least half as much
    /// new as was kept the last time, so its cost is a constant for each attempt, and memory stays within what an hour
    /// adds and one and a half times what counts.
    public mutating func prune(_ now: Timestamp) {
        let since = lastWalk.map { now - $0 } ?? Self.restBetweenWalks
        guard since >= Self.restBetweenWalks || since < .zero, addedSinceWalk > 0 else { return }
        guard addedSinceWalk >= (attempts - min(attempts, addedSinceWalk)) / 2 else { return }
        forget(before: now - memory - Self.day)
        lastWalk = now
        addedSinceWalk = 0
    }

    /// Makes everything anew from what is younger: so the arrays shrink as well.
    private mutating func forget(before oldest: Timestamp) {
        var kept = self
        kept.chains = [:]
        kept.times = []
        kept.earlier = []
        kept.free = Self.none
        kept.attempts = 0
        for (key, chain) in chains {
            var newest = Self.none
            for time in instants(chain).reversed() where time > oldest.milliseconds {
                newest = kept.link(time, after: newest)
                kept.attempts += 1
            }
            if newest != Self.none { kept.chains[key] = newest }
        }
        self = kept
    }

    /// Makes a link.
    private mutating func link(_ time: Int64, after before: UInt32) -> UInt32 {
        if free != Self.none {
            let place = free
            free = earlier[Int(place)]
            times[Int(place)] = time
            earlier[Int(place)] = before
            return place
        }
        times.append(time)
        earlier.append(before)
        return UInt32(times.count - 1)
    }

    /// How many of a chain are after an instant.
    private func count(_ chain: UInt32, after instant: Timestamp) -> Int {
        var count = 0
        var place = chain
        while place != Self.none {
            if times[Int(place)] > instant.milliseconds { count += 1 }
            place = earlier[Int(place)]
        }
        return count
    }

    /// A chain's instants, the one noted last first.
    private func instants(_ chain: UInt32) -> [Int64] {
        var instants: [Int64] = []
        var place = chain
        while place != Self.none {
            instants.append(times[Int(place)])
            place = earlier[Int(place)]
        }
        return instants
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
