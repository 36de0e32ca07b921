public import CallspoolCore

/// Everything that a run is to meet, as a seed draws it: campaigns, caps, requests, and what goes wrong when.
public struct SimulationPlan: Sendable {
    /// What happens to the program from outside.
    public enum Happening: Equatable, Sendable {
        /// A campaign's file appears in the drop zone.
        case drop(Int)
        /// The same file appears there once more, under another name.
        case dropAgain(Int)
        /// A file appears that adds numbers to a campaign.
        case add(Int)
        /// A person asks for something; of a campaign by its place, of all with `nil`.
        case request(ControlRequest.Action, campaign: Int?, call: Int)
        /// The disk has only so much room left.
        case fill(room: Int)
        /// The disk has room again.
        case empty
        /// Syncs fail.
        case breakSyncs
        /// Syncs work again.
        case mendSyncs
        /// Files cannot be read.
        case breakReads
        /// Files can be read again.
        case mendReads
        /// An operation fails, so many from now.
        case fail(after: Int)
        /// The program dies in an operation on the disk, so many from now.
        case dieWriting(after: Int, hasEffect: Bool)
        /// The program dies at a placing, so many from now: before the engine hears of it, or after.
        case diePlacing(after: Int, isHeard: Bool)
        /// The program is killed.
        case kill
        /// The program is told to leave.
        case leave(grace: Duration)
        /// The clock is set back.
        case setBack(Duration)
        /// A person puts a number on the spool's do-not-call list, or on a campaign's.
        case list(String, campaign: Int?)
        /// The spool's do-not-call list is moved away.
        case loseList
        /// A person writes the spool's do-not-call list again.
        case mendList
    }

    /// Something that happens, and when: in milliseconds from the start.
    public struct Event: Equatable, Sendable {
        /// When.
        public var at: Int64
        /// What.
        public var what: Happening
    }

    /// What an engine does to its reports.
    public struct EngineHabits: Equatable, Sendable {
        /// How likely a report is lost, said twice, comes late; and a placing is refused.
        public var lost = 0.0, doubled = 0.0, late = 0.0, refused = 0.0
        /// Whether it knows, when asked, how an attempt ended whose report was lost, and what it never placed.
        public var hasRecords = false
        /// A trunk that takes nothing for a while.
        public var dead: DeadTrunk?
        /// A trunk whose calls hear nothing for a while.
        public var silent: SilentTrunk?
    }

    /// What a receiver of status records does.
    public struct ReceiverHabits: Equatable, Sendable {
        /// How likely it fails, hangs, or takes a record and does not say so.
        public var fails = 0.0, hangs = 0.0, silent = 0.0
        /// How likely it wants nothing more.
        public var gone = 0.0
        /// When nobody is there, in milliseconds from the start.
        public var away: [Range<Int64>] = []
        /// How likely it asks to be skipped, and for how long.
        public var asks = 0.0, asksFor = Duration.zero
    }

    /// The seed.
    public let seed: UInt64
    /// What the clock shows at the start.
    public var start: Timestamp
    /// The spool's settings.
    public var settings = Settings()
    /// The campaigns, in the order of their drops.
    public var campaigns: [SimulatedCampaign] = []
    /// What is added to them.
    public var additions: [PlannedAddition] = []
    /// What happens, by time.
    public var events: [Event] = []
    /// The numbers on the spool's do-not-call list at the start, and how old that is then.
    public var listed: [String] = [], listAge = Duration.zero
    /// The engine.
    public var engine = EngineHabits()
    /// The receiver.
    public var receiver = ReceiverHabits()
    /// Whether the ready are run in an order by chance.
    public var isShuffled: Bool
    /// For how long the status side does not come to its work, each time, at most; in seconds.
    public var statusLag = 0
    /// Whether the program is started at each tick, or stays.
    public var ticks: Bool
    /// Whether a death of the program is one of the machine too, so that what was not synced may be lost.
    public var losesPower: Bool
    /// When nothing happens any more.
    public var calmAt: Int64
    /// How long nothing must have changed before it is taken for the end, in milliseconds: longer than the program
    /// waits for an engine that says nothing, and the clock may have been set back meanwhile.
    public var patience: Int64 = 5 * 3_600_000

    /// Draws the plan of a seed.
    public init(seed: UInt64) {
        var random = SeededRandom(seed &* 0x9E37_79B9 &+ 17)
        self.seed = seed
        start =
            SimulationPlan.starts[random.draw(0...(SimulationPlan.starts.count - 1))]
            + .seconds(random.draw(0...7200))
        isShuffled = random.chance(0.5)
        ticks = random.chance(0.5)
        losesPower = random.chance(0.6)
        calmAt = Int64(random.draw(600...2700)) * 1000
        settings.limits.concurrentCalls = random.draw(1...8)
        settings.limits.callsPerSecond = [0.5, 1, 2, 5, 10][random.draw(0...4)]
        settings.settle = .seconds(random.draw(0...5))
        settings.trunkRetry.first = .seconds(60)
        settings.trunkRetry.times = random.draw(0...3)
        settings.shipping.schedule = [.seconds(5), .seconds(60), .seconds(300)]
        settings.shipping.perHost = random.draw(1...3)
        settings.trunks = [TrunkSettings(engine: .simulator(SimulationPlan.simulator(&random)))]
        for place in 0..<random.draw(1...4) {
            campaigns.append(SimulatedCampaign(place, start, calmAt, &random))
        }
        drawHabits(&random)
        drawEvents(&random)
        let competes = random.chance(0.1)
        if competes {
            compete(&random)
        } else {
            drawRules()
            drawAdditions()
        }
        drawShipping()
        if !competes {
            drawLateAdditions()
            drawReadFaults()
            drawRepeats()
        }
        // What waits for a resumption may go on in the end, also where a request was overtaken by a clock set back.
        events.append(Event(at: calmAt + 1_800_000, what: .request(.resume, campaign: nil, call: 1)))
        // A file that was suspended before its pickup may be picked up an hour later, by a clock that was set back.
        events.append(Event(at: calmAt + 9_600_000, what: .request(.resume, campaign: nil, call: 1)))
    }

    /// Makes it a run in which nothing happens but that campaigns compete for few calls.
    private mutating func compete(_ random: inout SeededRandom) {
        engine = EngineHabits()
        campaigns = (0..<random.draw(2...3))
            .map { place in
                var campaign = SimulatedCampaign(place, start, calmAt, &random)
                campaign.contend(place, &random)
                return campaign
            }
        events = campaigns.indices.map { Event(at: campaigns[$0].dropAt, what: .drop($0)) }
    }

    /// Ordinary days, and nights on which clocks are changed in Europe and America.
    private static let starts = [
        Timestamp(seconds: 1_795_420_800), Timestamp(seconds: 1_793_511_000), Timestamp(seconds: 1_772_951_400),
        Timestamp(seconds: 1_774_746_000),
    ]

    private static func simulator(_ random: inout SeededRandom) -> SimulatorSettings {
        var simulator = SimulatorSettings()
        simulator.seed = random.next()
        simulator.talk = .init(from: .seconds(2), to: .seconds(random.draw(3...40)))
        simulator.ring = .init(from: .seconds(1), to: .seconds(random.draw(2...8)))
        return simulator
    }

    private mutating func drawHabits(_ random: inout SeededRandom) {
        if random.chance(0.5) {
            engine.lost = random.chance(0.5) ? 0.1 : 0
            engine.doubled = random.chance(0.5) ? 0.2 : 0
            engine.late = random.chance(0.5) ? 0.2 : 0
            engine.refused = random.chance(0.3) ? 0.1 : 0
        }
        engine.hasRecords = random.chance(0.5)
        if random.chance(0.5) {
            receiver.fails = random.chance(0.5) ? 0.3 : 0
            receiver.hangs = random.chance(0.3) ? 0.1 : 0
            receiver.silent = random.chance(0.3) ? 0.1 : 0
            receiver.gone = random.chance(0.1) ? 0.1 : 0
        }
    }

    private mutating func drawEvents(_ random: inout SeededRandom) {
        for (place, campaign) in campaigns.enumerated() {
            events.append(Event(at: campaign.dropAt, what: .drop(place)))
        }
        func moment() -> Int64 { Int64(random.draw(0...Int(calmAt / 1000))) * 1000 + Int64(random.draw(0...999)) }
        for _ in 0..<(random.chance(0.5) ? random.draw(1...4) : 0) {
            let at = moment()
            events.append(Event(at: at, what: request(&random)))
        }
        for _ in 0..<(random.chance(0.7) ? random.draw(1...4) : 0) {
            let at = moment()
            events.append(Event(at: at, what: death(&random)))
        }
        for _ in 0..<(random.chance(0.3) ? random.draw(1...2) : 0) {
            let at = moment()
            events += trouble(at, &random)
        }
        if random.chance(0.2) {
            let at = moment()
            events.append(Event(at: at, what: .setBack(.seconds(random.draw(1...5400)))))
        }
        sortEvents()
    }

    /// By time, and what is of one time in the order in which it was drawn.
    mutating func sortEvents() {
        events = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private func request(_ random: inout SeededRandom) -> Happening {
        let campaign = random.draw(0...(campaigns.count - 1))
        let call = random.draw(1...campaigns[campaign].numbers.count)
        switch random.draw(0...9) {
        case 0...1: return .request(.stop, campaign: campaign, call: call)
        case 2...3: return .request(.suspend, campaign: campaign, call: call)
        case 4...5: return .request(.resume, campaign: campaign, call: call)
        case 6: return .request(.suspend, campaign: nil, call: call)
        case 7: return .request(.resume, campaign: nil, call: call)
        default: return .request(.cancel, campaign: campaign, call: call)
        }
    }

    private func death(_ random: inout SeededRandom) -> Happening {
        switch random.draw(0...9) {
        case 0...5: .dieWriting(after: random.draw(0...60), hasEffect: random.chance(0.5))
        case 6...7: .diePlacing(after: random.draw(0...10), isHeard: random.chance(0.5))
        case 8: .kill
        default: .leave(grace: .seconds(random.draw(0...20)))
        }
    }

    private func trouble(_ at: Int64, _ random: inout SeededRandom) -> [Event] {
        let end = at + Int64(random.draw(1...300)) * 1000
        switch random.draw(0...2) {
        case 0: return [Event(at: at, what: .fill(room: random.draw(0...2000))), Event(at: end, what: .empty)]
        case 1: return [Event(at: at, what: .breakSyncs), Event(at: end, what: .mendSyncs)]
        default: return [Event(at: at, what: .fail(after: random.draw(0...40)))]
        }
    }
}
