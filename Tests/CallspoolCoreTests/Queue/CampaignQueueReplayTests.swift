import CallspoolTesting
import Testing

@testable import CallspoolCore

@Suite("A queue driven live and a queue replayed from its journal")
struct CampaignQueueReplayTests {
    @Test("are the same after any events", arguments: Array(UInt64(1)...60))
    func liveEqualsReplay(seed: UInt64) throws {
        var drive = QueueDrive(seed: seed)
        for _ in 0..<200 { drive.step() }
        let replayed = try drive.replay()
        #expect(QueuePicture(drive.queue) == QueuePicture(replayed))
        #expect(drive.queue.counts.all == drive.queue.total)
        #expect(drive.faults == [])
    }

    @Test("go on alike: what waits comes out of both at the same instants", arguments: Array(UInt64(100)...130))
    func goOnAlike(seed: UInt64) throws {
        var drive = QueueDrive(seed: seed)
        for _ in 0..<120 { drive.step() }
        drive.settleAll()
        var live = drive.queue
        var replayed = try drive.replay()
        let now = drive.now + .seconds(100_000)
        #expect(live.nextDue(now) == replayed.nextDue(now))
        #expect(Set(live.takeOut(.max).map(\.index)) == Set(replayed.takeOut(.max).map(\.index)))
    }

    @Test("phases counted one by one give the counts", arguments: Array(UInt64(200)...220))
    func countsAreTrue(seed: UInt64) {
        var drive = QueueDrive(seed: seed)
        for _ in 0..<150 {
            drive.step()
            var counts = QueueCounts()
            for state in drive.queue.states { counts[state.phase] += 1 }
            #expect(counts == drive.queue.counts)
        }
    }
}

/// What a queue knows, in a form that can be compared.
private struct QueuePicture: Equatable {
    var states: [CallState]
    var counts: QueueCounts
    var hold: CampaignQueue.Hold?
    var inProgress: [Int: InProgress]
    var stuck: [Int: StuckCall]
    var waiting: [Int: [Int?]]
    var flags: [Bool]
    var configurationFaults: Int

    init(_ queue: CampaignQueue) {
        states = queue.states
        counts = queue.counts
        hold = queue.hold
        inProgress = queue.inProgress
        stuck = queue.stuck
        waiting = queue.waitingCalls().mapValues { [Int($0.due.milliseconds), $0.previous?.value] }
        flags = [queue.isStarted, queue.isFinished]
        configurationFaults = queue.configurationFaults
    }
}

/// Drives a queue as a store does, by a seed: claims, facts, failed commits, requests; and keeps the journal.
private struct QueueDrive {
    private(set) var queue: CampaignQueue
    private(set) var now = Timestamp(seconds: 1_795_000_000)
    private(set) var faults: [String] = []
    private var journal = JSONLineWriter()
    private var n = 0
    private var random: SplitMix64
    private let prefix = "spring-k3v9qd-"
    private static let addition = Addition(tag: "m4", count: 3, digest: "ab", file: "more.yaml", inode: 8)
    private let campaign: Campaign

    init(seed: UInt64) {
        random = SplitMix64(seed)
        var campaign = Campaign(name: "spring")
        campaign.retry.maxRetries = 3
        campaign.limits.concurrentCalls = 6
        self.campaign = campaign
        queue = CampaignQueue(campaign, total: 25)
        for index in [3, 9] { note(.rejected(index: index, reason: "It is not a number.")) }
    }

    mutating func step() {
        now = now + .milliseconds(Int64.random(in: 0...40_000, using: &random))
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6: claim()
        case 6..<13: end()
        case 13: lose()
        case 14: settle()
        case 15: cancel()
        case 16: failClaim()
        case 17: ringOrConnect()
        case 18: if Int.random(in: 0..<4, using: &random) == 0 { note(.added(QueueDrive.addition)) }
        default: hold()
        }
    }

    /// Ends every attempt in progress, so that only what waits is left.
    mutating func settleAll() {
        for index in queue.inProgress.keys.sorted() { end(index) }
        note(.resumed(by: "x"))
    }

    func replay() throws -> CampaignQueue {
        var replayed = CampaignQueue(campaign, total: 25)
        var place = 0
        for line in journal.bytes.split(separator: UInt8(ascii: "\n")) {
            try Array(line)
                .withUnsafeBytes { bytes in
                    let line = try JournalLine(bytes)
                    replayed.apply(try QueueChange(line), at: try line.instant(), position: LogPosition(place))
                }
            place += line.count + 1
        }
        return replayed
    }

    private mutating func note(_ event: JournalEvent, previous: LogPosition? = nil) {
        n += 1
        let place = journal.bytes.count
        let entry = JournalEntry(n: n, at: now, event: event, previous: previous)
        journal.journalLine(entry, callIDPrefix: prefix)
        queue.apply(QueueChange(entry), at: now, position: LogPosition(place))
    }

    private mutating func claim() {
        guard let taken = queue.take(now) else { return }
        if queue.inProgress[taken.index] != nil { faults.append("\(taken.index) was taken twice") }
        if !queue.isStarted { note(.started) }
        note(.dialing(index: taken.index, attempt: taken.attempt, callerID: nil), previous: taken.previous)
    }

    /// Some claims whose commit fails: their lines are withdrawn.
    private mutating func failClaim() {
        let (lines, number) = (journal.bytes.count, n)
        guard queue.isStarted else { return }
        var all: [TakenCall] = []
        for _ in 0..<3 {
            guard let taken = queue.take(now) else { break }
            all.append(taken)
            note(.dialing(index: taken.index, attempt: taken.attempt, callerID: nil), previous: taken.previous)
        }
        journal.cut(to: lines)
        n = number
        for taken in all.reversed() { queue.putBack(taken) }
    }

    private mutating func ringOrConnect() {
        guard let index = queue.inProgress.keys.sorted().randomElement(using: &random) else { return }
        guard let attempt = queue.inProgress[index]?.attempt else { return }
        note(
            Bool.random(using: &random)
                ? .ringing(index: index, attempt: attempt) : .connected(index: index, attempt: attempt)
        )
    }

    private mutating func end() {
        if let index = queue.inProgress.keys.sorted().randomElement(using: &random) { end(index) }
    }

    private mutating func end(_ index: Int) {
        guard let live = queue.inProgress[index] else { return }
        let outcome = Outcome.allCases.filter { $0 != .unknown }.randomElement(using: &random) ?? .busy
        note(
            .ended(index: index, attempt: live.attempt, result(outcome), decide(outcome, index)),
            previous: live.previous
        )
    }

    private mutating func lose() {
        guard let index = queue.inProgress.keys.sorted().randomElement(using: &random) else { return }
        guard let live = queue.inProgress[index] else { return }
        note(.lost(index: index, attempt: live.attempt, result(.unknown)), previous: live.previous)
    }

    private mutating func settle() {
        guard let index = queue.stuck.keys.sorted().randomElement(using: &random) else { return }
        guard let call = queue.stuck[index] else { return }
        let outcome: Outcome = Bool.random(using: &random) ? .busy : .answered
        let disposition = decide(outcome, index)
        note(
            .settled(index: index, attempt: call.attempt, result(outcome), disposition, by: "x"),
            previous: call.previous
        )
    }

    private mutating func cancel() {
        let index = Int.random(in: -1...(queue.total + 1), using: &random)
        guard let taken = queue.takeOut(index: index) else { return }
        note(.canceled(index: index, by: "x"), previous: taken.previous)
    }

    private mutating func hold() {
        note(Bool.random(using: &random) ? .suspended(by: "x") : .resumed(by: "x"))
    }

    private func decide(_ outcome: Outcome, _ index: Int) -> Disposition {
        Disposition.decide(
            outcome,
            tries: queue.tries(index).adding(outcome),
            campaign: campaign,
            trunkRetry: TrunkRetry(),
            endedAt: now
        )
    }

    private func result(_ outcome: Outcome) -> AttemptResult {
        AttemptResult(
            outcome: outcome,
            calleeType: outcome.usualCalleeType,
            codes: EngineCodes(),
            engine: "drive",
            dialedAt: now,
            endedAt: now
        )
    }
}
