public import CallspoolCore

extension SimulationPlan {
    /// A trunk that takes no calls for a while, in milliseconds from the start.
    public struct DeadTrunk: Equatable, Sendable {
        /// Which.
        public var trunk: String?
        /// When.
        public var span: Range<Int64>
        /// What it answers.
        public var outcome: Outcome
    }

    /// Draws what holds calls: hours, lists, limits, trunks.
    ///
    /// From a row of its own, and each by itself.
    mutating func drawRules() {
        var random = SeededRandom(seed &* 0xBF58_476D &+ 91)
        if random.chance(0.3) { drawHours(&random) }
        if random.chance(0.4) { drawLists(&random) }
        if random.chance(0.25) { drawAttemptLimits(&random) }
        if random.chance(0.35) { drawTrunks(&random) }
        if random.chance(0.15) { drawBusyStart(&random) }
        // Nobody resumes for as long as hours and limits may hold calls.
        if random.chance(0.1), settings.ticks != [0] { misconfigure(&random) }
        if random.chance(0.1) { drawFullHours(&random) }
        sortEvents()
    }

    // MARK: Hours

    private mutating func drawHours(_ random: inout SeededRandom) {
        patience = 32 * 3_600_000
        // Whoever waits for hours need not look for files four times each of them.
        settings.ticks = [0]
        if random.chance(0.3) { settings.callingHours = window(&random) }
        let kinds = (0..<random.draw(1...3)).compactMap { _ in random.one(of: PlannedNumber.kinds) }
        for place in campaigns.indices {
            if random.chance(0.75) { campaigns[place].hours = window(&random) }
            // A narrow window may never be open in two zones at once.
            let isNarrow = campaigns[place].hours.map { $0.zone == nil && ($0.to - $0.from + 1440) % 1440 < 180 }
            if settings.callingHours != nil || isNarrow == true {
                // Two windows may meet in one half of the year only: what waits for that expires.
                let dropped = (start + .milliseconds(campaigns[place].dropAt)).roundedUpToSecond
                campaigns[place].expires = campaigns[place].expires ?? dropped + .seconds(108_000)
            }
            for index in campaigns[place].numbers.indices where campaigns[place].numbers[index].hasPrefix("+1617") {
                guard let kind = random.one(of: kinds) else { continue }
                campaigns[place].numbers[index] = "\(kind.prefix)\(1000 + place * 100 + index)"
            }
        }
        guard campaigns.contains(where: { ($0.hours?.days.count ?? 7) < 7 }) else { return }
        patience = 8 * 86_400_000
        ticks = false
    }

    /// One that begins or ends near the start of the run, by the clock of some zone.
    private func window(_ random: inout SeededRandom) -> CallingHours {
        let zones = ["America/New_York", "America/Los_Angeles", "Europe/Berlin", "UTC", "Australia/Sydney"]
        let name = random.one(of: zones) ?? "UTC"
        let local = start.seconds + Int64(Zone(name)?.offset(at: start) ?? 0)
        let from = (Int(local / 60 % 1440) + random.draw(-120...60) + 1440) % 1440
        let to = (from + random.draw(20...900)) % 1440
        let days = random.chance(0.85) ? Set(1...7) : Set(1...7).subtracting([random.draw(1...7), random.draw(1...7)])
        return CallingHours(from: from, to: to == 0 ? 1440 : to, days: days, zone: random.chance(0.4) ? name : nil)
    }

    // MARK: Lists

    private mutating func drawLists(_ random: inout SeededRandom) {
        for place in campaigns.indices where random.chance(0.4) {
            let own = campaigns[place].dialable
            campaigns[place].doNotCall = (0..<random.draw(1...2)).compactMap { _ in random.one(of: own) }
            campaigns[place].hasListFile = random.chance(0.5)
        }
        let all = campaigns.flatMap(\.dialable)
        for _ in 0..<random.draw(0...3) { if let one = random.one(of: all) { listed.append(one) } }
        for _ in 0..<random.draw(0...4) {
            let place = random.draw(0...(campaigns.count - 1))
            guard let number = random.one(of: campaigns[place].dialable) else { continue }
            let isOwn = !campaigns[place].doNotCall.isEmpty && random.chance(0.4)
            let at = Int64(random.draw(0...Int(calmAt)))
            events.append(Event(at: at, what: .list(number, campaign: isOwn ? place : nil)))
        }
        if random.chance(0.5) { changeOdds { $0[.unwanted] = 0.15 } }
        if random.chance(0.3) { drawHold(&random) }
    }

    /// A list that is too old, or not to be had, for a while.
    private mutating func drawHold(_ random: inout SeededRandom) {
        let from = Int64(random.draw(0...Int(calmAt / 2)))
        let to = from + Int64(random.draw(1000...Int(calmAt / 2)))
        if random.chance(0.5) {
            settings.doNotCall.maxAge = .seconds(31 * 86_400)
            listAge = .seconds(31 * 86_400) - .milliseconds(from)
        } else {
            settings.doNotCall.isNamed = true
            events.append(Event(at: from, what: .loseList))
        }
        events.append(Event(at: to, what: .mendList))
    }

    private mutating func changeOdds(_ change: (inout [Outcome: Double]) -> Void) {
        for trunk in settings.trunks.indices {
            guard var simulator = settings.trunks[trunk].engine.simulator else { continue }
            change(&simulator.odds)
            settings.trunks[trunk].engine = .simulator(simulator)
        }
    }

    // MARK: Limits

    /// Everything expires within a day and a bit, since a number that was called too often may wait for a week.
    private mutating func drawAttemptLimits(_ random: inout SeededRandom) {
        if random.chance(0.7) { settings.attemptLimits.perDay = random.draw(1...3) }
        if random.chance(0.3) { settings.attemptLimits.perWeek = random.draw(1...4) }
        if random.chance(0.5) { settings.attemptLimits.minGap = .seconds(random.draw(30...3600)) }
        settings.ticks = [0]
        patience = max(patience, 32 * 3_600_000)
        for place in campaigns.indices {
            var campaign = campaigns[place]
            if campaign.expires == nil {
                let dropped = (start + .milliseconds(campaign.dropAt)).roundedUpToSecond
                campaign.expires = max(dropped, campaign.start ?? dropped) + .seconds(random.draw(3600...108_000))
            }
            for index in campaign.numbers.indices where random.chance(0.7) {
                guard campaign.numbers[index].hasPrefix("+1617") else { continue }
                campaign.numbers[index] = "+1617600\(1000 + index)"
            }
            campaigns[place] = campaign
        }
    }

    // MARK: Trunks

    private mutating func drawTrunks(_ random: inout SeededRandom) {
        guard let engine = settings.trunks.first?.engine else { return }
        settings.trunks = (1...random.draw(1...3))
            .map { number in
                var limits = PaceLimits()
                if random.chance(0.5) { limits.concurrentCalls = random.draw(1...3) }
                if random.chance(0.3) { limits.callsPerSecond = random.one(of: [0.5, 1, 2]) }
                return TrunkSettings(name: "t\(number)", weight: random.draw(1...3), limits: limits, engine: engine)
            }
        guard random.chance(0.6) else { return }
        let from = Int64(random.draw(0...Int(calmAt / 2)))
        self.engine.dead = DeadTrunk(
            trunk: random.one(of: settings.trunks)?.name,
            span: from..<(from + Int64(random.draw(1000...Int(calmAt / 2)))),
            outcome: random.one(of: [.engineError, .carrierError, .congestion]) ?? .congestion
        )
    }

    // MARK: Pace, configuration, full hours

    /// Much to do at once, and caps that let it go as fast as only a ramp can keep it from.
    private mutating func drawBusyStart(_ random: inout SeededRandom) {
        settings.limits = PaceLimits(callsPerSecond: random.one(of: [10, 20, 40]), concurrentCalls: 40)
        let place = random.draw(0...(campaigns.count - 1))
        campaigns[place].limits = PaceLimits()
        campaigns[place].grow(to: 30, place)
    }

    /// Nearly every call fails for our own configuration; a person resumes what that suspends.
    private mutating func misconfigure(_ random: inout SeededRandom) {
        changeOdds { $0 = [.notPermitted: 0.95, .answered: 0.05] }
        settings.trunkRetry.times = random.draw(0...1)
        campaigns[0].grow(to: random.draw(12...24), 0)
        for time in 1...16 {
            events.append(Event(at: calmAt + Int64(time) * 2_400_000, what: .request(.resume, campaign: nil, call: 1)))
        }
    }

    private mutating func drawFullHours(_ random: inout SeededRandom) {
        settings.topOfHour = .shift
        for place in campaigns.indices where random.chance(0.7) {
            let dropped = (start + .milliseconds(campaigns[place].dropAt)).roundedUpToSecond
            let hour = (dropped.seconds / 3600 + 2) * 3600
            campaigns[place].start = Timestamp(seconds: hour + Int64(random.draw(-400...400)))
            campaigns[place].expires = campaigns[place].expires.map { _ in Timestamp(seconds: hour + 7200) }
        }
    }
}
