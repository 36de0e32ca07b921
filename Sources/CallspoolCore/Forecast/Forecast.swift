import HeapModule

/// What will happen, if calls go as they usually do: the queue, the shares, the pace and the trunks on a virtual clock.
///
/// The parts are those that dial. Nothing is waited for and nothing recorded: calls end in the order of a heap, and the
/// clock jumps to the next instant at which there is something to do. Pure; the same seed gives the same forecast.
public struct Forecast: Sendable {
    /// No further than this is foreseen.
    public static let horizon = Duration.seconds(400 * 86_400)
    /// Stands for every number: whom a call goes to does not matter to its course.
    static let job = CallJob(callID: "", phoneNumber: "")

    /// A call in progress.
    struct CallEnd: Comparable, Sendable {
        var at: Timestamp
        var key: CallKey
        var attempt: Int32
        var outcome: Outcome

        static func < (left: CallEnd, right: CallEnd) -> Bool {
            left.at == right.at ? left.key.index < right.key.index : left.at < right.at
        }
    }

    // Internal, not private, for the parts in the files beside this one; nothing else may touch them.
    let trunks: [TrunkSettings]
    let models: [CallModel]
    let asked: CallKey?
    let begin: Timestamp
    var now: Timestamp
    var lines: [ForecastLine]
    var candidates: [Int32] = []
    var policy = QueueMachine()
    /// The campaigns that came to their end since the policy was last told.
    var over: [Int32] = []
    var machine: DialMachine
    var history: AttemptHistory
    let isLimited: Bool
    var ends = Heap<CallEnd>()
    var dice = SplitMix64(seed: 0)
    var run: ForecastRun

    /// Makes a forecast.
    ///
    /// - Parameters:
    ///   - campaigns: those in the queue, and those to come.
    ///   - settings: the spool's caps and trunks.
    ///   - models: how the calls of each trunk go; those of the trunks' settings when there are none.
    ///   - history: the attempts to each number so far, where they are limited.
    ///   - asked: a call that is asked for: the campaign's place in `campaigns`, and the number's in the campaign.
    ///   - now: when dialling goes on.
    public init(
        _ campaigns: [ForecastCampaign],
        settings: Settings,
        models: [CallModel] = [],
        history: AttemptHistory? = nil,
        asked: (campaign: Int, index: Int)? = nil,
        now: Timestamp
    ) {
        trunks = settings.trunks
        self.models = models.isEmpty ? settings.trunks.map { CallModel($0.engine) } : models
        self.asked = asked.map { CallKey(campaign: Int32($0.campaign + 1), index: Int32($0.index)) }
        self.now = now
        begin = now
        self.history = history ?? AttemptHistory(settings.attemptLimits)
        isLimited = !settings.attemptLimits.isOff
        lines = campaigns.map(ForecastLine.init)
        machine = DialMachine(
            trunks: settings.trunks,
            limits: settings.limits,
            ramp: settings.ramp,
            trunkRetry: settings.trunkRetry
        )
        run = ForecastRun(
            campaigns: campaigns.map { .init(name: $0.queue.campaign.name, counts: $0.queue.counts) },
            curve: CallCurve(from: now),
            top: (0, now)
        )
    }

    /// How many calls wait, in all campaigns.
    var waiting: Int { lines.reduce(0) { $0 + $1.queue.counts.pending } }

    /// Foresees everything, or up to the call that is asked for.
    ///
    /// - Parameters:
    ///   - seed: the chances follow from it.
    ///   - stopsAtAsked: whether what comes after the call that is asked for is of no interest.
    /// - Returns: what will have happened.
    public func run(seed: UInt64, stopsAtAsked: Bool = false) -> ForecastRun {
        var course = self
        course.dice = SplitMix64(seed: seed)
        course.begins()
        while true {
            let isIdle = course.turn()
            if stopsAtAsked, course.run.asked != nil { break }
            guard let next = course.nextInstant(isIdle: isIdle) else { break }
            if next - begin > Forecast.horizon {
                course.run.isCut = true
                break
            }
            course.now = max(next, course.now)
        }
        return course.finished()
    }

    /// The calls in progress go on: nobody knows for how long, and what they have lasted so far counts.
    private mutating func begins() {
        candidates = lines.indices.map { Int32($0 + 1) }
        var adopted: [AttemptInProgress] = []
        for place in lines.indices where lines[place].isThere {
            for (index, known) in lines[place].queue.inProgress.sorted(by: { $0.key < $1.key }) {
                let tries = lines[place].queue.tries(index)
                let taken = TakenCall(index: index, tries: tries, previous: known.previous)
                adopted.append(
                    AttemptInProgress(
                        attempt: attempt(place, taken, trunk: trunks.firstIndex { $0.name == known.trunk } ?? 0),
                        dialedAt: known.dialedAt,
                        ringingAt: known.ringingAt,
                        answeredAt: known.answeredAt
                    )
                )
            }
        }
        machine.adopt(adopted, now)
        for one in adopted { expectEnd(of: one.attempt, trunk: 0, since: one.dialedAt) }
        top()
    }

    /// Everything that there is to do now; `true` when there was nothing.
    private mutating func turn() -> Bool {
        for place in lines.indices where !lines[place].isThere {
            if let arrives = lines[place].given.arrives, arrives <= now { lines[place].arrive() }
        }
        var isIdle = true
        while let end = ends.min, end.at <= now {
            ends.removeMin()
            ended(end)
            isIdle = false
        }
        guard candidates.contains(where: { isDue($0) }) else { return isIdle }
        for candidate in candidates where lines[Int(candidate) - 1].queue.mustEmpty(now) {
            empty(Int(candidate) - 1)
            isIdle = false
        }
        settleStuck()
        let offers = machine.offers(now)
        return !claim(offers) && isIdle
    }

    /// When there is something to do again.
    private mutating func nextInstant(isIdle: Bool) -> Timestamp? {
        var next = ends.min?.at
        for line in lines where !line.isThere {
            if let arrives = line.given.arrives { next = min(next ?? arrives, arrives) }
        }
        guard let room = machine.nextRoom(now) else { return next }
        var due: Timestamp?
        for candidate in candidates {
            if let one = lines[Int(candidate) - 1].nextDue(now) { due = min(due ?? one, one) }
        }
        guard let due else { return next }
        // Where nothing could be done although it was time, the clock must go on all the same.
        let claim = max(due, room, isIdle ? now + .milliseconds(1) : now)
        return min(next ?? claim, claim)
    }

    private func finished() -> ForecastRun {
        var run = run
        for place in lines.indices {
            run.campaigns[place].counts = lines[place].queue.counts
            run.campaigns[place].hold = lines[place].queue.hold
        }
        if asked != nil, run.asked == nil { run.asked = .never }
        return run
    }
}
