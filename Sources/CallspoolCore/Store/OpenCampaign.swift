/// A campaign running: its queue, its log and its jobs, kept in step.
///
/// The log is the truth: `note` appends a line and lets the queue follow, in this order and nowhere else.
final class OpenCampaign {
    let slot: Int32
    let acceptance: Acceptance
    let acceptedAt: Timestamp
    let log: any CampaignLog
    private var machine: CampaignMachine
    /// The number of the log's last line.
    private(set) var n: Int
    /// What its do-not-call list holds its calls for.
    var heldBy: String?
    /// Numbers that are being added.
    var additions = AdditionQueue()
    /// What was added before it was opened, by tag, and the index of the first of it.
    let replayedAdditions: [String: Int]
    /// Whether `reported` is in the log.
    let isReported: Bool
    /// The latest instant in the log.
    private(set) var latest: Timestamp
    /// Claims since the last commit, with where the first of their lines stands.
    private var claims: (end: LogPosition, n: Int, taken: [TakenCall])?

    /// Begins to work with a campaign.
    ///
    /// - Parameters:
    ///   - log: what it writes to.
    ///   - state: what that says so far.
    ///   - slot: its key in this process.
    ///   - hours: the spool's calling hours.
    init(_ log: any CampaignLog, _ state: LogState, slot: Int32, hours: CallingHours?) {
        self.slot = slot
        self.log = log
        acceptance = state.acceptance
        acceptedAt = state.acceptedAt
        let windows = CallingWindows([state.acceptance.campaign.callingHours, hours].compactMap { $0 })
        machine = CampaignMachine(state.queue, windows: windows)
        n = state.n
        latest = state.latest
        replayedAdditions = state.additions
        isReported = state.isReported
    }

    var name: String { acceptance.campaign.name }
    var queue: CampaignQueue {
        _read { yield machine.queue }
    }
    var isDirty: Bool { log.isDirty }
    var hasClaims: Bool { claims != nil }

    /// Appends a line and lets the queue follow.
    func note(_ event: JournalEvent, _ now: Timestamp, previous: LogPosition? = nil) {
        n += 1
        let entry = JournalEntry(n: n, at: now, event: event, previous: previous)
        let position = log.append(entry)
        machine.apply(QueueChange(entry), at: now, position: position)
        latest = max(latest, now)
    }

    /// What a try at claiming a call came to.
    enum Claim {
        /// This call is about to be attempted.
        case attempt(Attempt)
        /// The call whose turn it was may not go out; there may be another.
        case passedOver
        /// No call may go out now.
        case nothing
    }

    /// Whether there may be a call to claim now; said in few steps of a campaign that waits.
    func mayPlace(_ now: Timestamp) -> Bool {
        additions.waiting.isEmpty && machine.mayPlace(now)
    }

    /// Takes the next call; notes that it is about to be attempted through the trunk, that it is rejected, or lets it
    /// wait, as the judge says.
    func claim(_ now: Timestamp, trunk: String?, spoolTag: String, judge: Judge) throws -> Claim {
        // A number that cannot be dialled is not dialled because that is not noted yet.
        guard additions.waiting.isEmpty else { return .nothing }
        var job: CallJob?
        // Not through the queue, which the machine has in hand meanwhile.
        let campaignRef = queue.campaignRef
        let claim = try machine.claim(now) { index, windows in
            let one = try log.job(index)
            job = one
            return judge(one, campaignRef.campaign, &windows)
        }
        switch claim {
        case .place(let taken):
            guard let job else { return .nothing }
            return .attempt(begin(taken, job, now, trunk: trunk, spoolTag: spoolTag))
        case .refuse(let taken, let refusal):
            claims?.taken.append(taken)
            note(.rejected(index: taken.index, reason: refusal.sentence), now, previous: taken.previous)
            return .passedOver
        case .passedOver: return .passedOver
        case .nothing: return .nothing
        }
    }

    /// Whether a call of a campaign may go out now.
    typealias Judge = (CallJob, Campaign, inout CallingWindows) -> Admission

    private func begin(
        _ taken: TakenCall,
        _ job: CallJob,
        _ now: Timestamp,
        trunk: String?,
        spoolTag: String
    ) -> Attempt {
        if !queue.isStarted { note(.started, now) }
        if claims == nil { claims = (log.end, n, []) }
        claims?.taken.append(taken)
        assert(queue.inProgress[taken.index] == nil, "call \(job.callID) is claimed while it is in progress")
        let attempt = attempt(taken, job, trunk: trunk, spoolTag: spoolTag)
        note(
            .dialing(index: taken.index, attempt: taken.attempt, callerID: attempt.callerID, trunk: trunk),
            now,
            previous: taken.previous
        )
        return attempt
    }

    func attempt(_ taken: TakenCall, _ job: CallJob, trunk: String?, spoolTag: String) -> Attempt {
        Attempt(
            key: CallKey(campaign: slot, index: Int32(taken.index)),
            number: taken.attempt,
            id: Attempt.id(spoolTag: spoolTag, callID: job.callID, number: taken.attempt),
            job: job,
            callerID: queue.campaign.callerID(own: job.callerID, index: taken.index, attempt: taken.attempt),
            campaignRef: queue.campaignRef,
            tries: taken.tries,
            trunk: trunk
        )
    }

    /// Notes a fact about an attempt.
    func record(_ fact: CallFact) {
        let index = Int(fact.key.index)
        let (previous, callerID) = (queue.inProgress[index]?.previous, queue.inProgress[index]?.callerID)
        switch fact.event {
        case .ringing: note(.ringing(index: index, attempt: fact.attempt), fact.at)
        case .connected: note(.connected(index: index, attempt: fact.attempt), fact.at)
        case .ended(var result, let disposition):
            result.callerID = callerID
            note(.ended(index: index, attempt: fact.attempt, result, disposition), fact.at, previous: previous)
            if let why = machine.suspension(after: result) { suspendAutomatically(why, fact.at) }
        case .lost(var result):
            result.callerID = callerID
            note(.lost(index: index, attempt: fact.attempt, result), fact.at, previous: previous)
        case .settled(let result, let disposition, let by):
            settle(index, attempt: fact.attempt, result, disposition, by: by, fact.at)
        }
    }

    /// Takes calls out of the queue, at most so many: canceled when the campaign is stopped, else expired.
    func empty(_ limit: Int, _ now: Timestamp, judge: Judge) {
        let isStopped = queue.hold == .stopped
        for taken in machine.takeOut(limit) {
            let event: JournalEvent =
                isStopped
                ? .canceled(index: taken.index, by: queue.stoppedBy ?? "stop")
                : .expired(index: taken.index, reason: obstacle(to: taken.index, now, judge))
            note(event, now, previous: taken.previous)
        }
    }

    /// What held a call that has expired, in words without a full stop.
    private func obstacle(to index: Int, _ now: Timestamp, _ judge: Judge) -> String? {
        if case .suspended(let by) = queue.hold { return "the campaign was suspended (\(by))" }
        do {
            let job = try log.job(index)
            let campaignRef = queue.campaignRef
            let admission = machine.admission(index) { _, windows in judge(job, campaignRef.campaign, &windows) }
            if case .wait(_, let obstacle) = admission { return obstacle.sentence }
        } catch {
            return nil  // A job that cannot be read is told when its call is claimed; expiry must not fail on it.
        }
        return "its turn in the queue had not come"
    }

    /// Takes out one call; `false` when it does not wait for an attempt.
    func cancel(_ index: Int, by: String, _ now: Timestamp) -> Bool {
        guard let taken = machine.takeOut(index: index) else { return false }
        note(.canceled(index: index, by: by), now, previous: taken.previous)
        return true
    }

    /// Reports lost calls failed, in a campaign that wants it so.
    func giveUpStuck(_ now: Timestamp) {
        for index in queue.stuckForTooLong(now) {
            guard let stuck = queue.stuck[index] else { continue }
            note(
                .settled(index: index, attempt: stuck.attempt, stuck.result, .final(.failed), by: "on_lost"),
                now,
                previous: stuck.previous
            )
        }
    }

    /// Whether every call is final, nothing is being added, and the journal does not say so yet.
    var isToFinish: Bool { queue.isOver && !queue.isFinished && additions.waiting.isEmpty }

    /// Whether the journal durably says that every call is final, and nothing is to be added.
    var isDone: Bool { queue.isFinished && !isDirty && additions.isEmpty }

    /// When there may be something to do.
    func nextDue(_ now: Timestamp, notBefore: Timestamp?) -> Timestamp? {
        if isToFinish || !additions.isEmpty { return now }
        return machine.nextDue(now, notBefore: notBefore)
    }

    /// What was noted is durable.
    func committed() {
        claims = nil
    }

    /// Undoes the claims since the last commit.
    func withdrawClaims() {
        guard let claims else { return }
        log.withdraw(to: claims.end)
        n = claims.n
        for taken in claims.taken.reversed() { machine.putBack(taken) }
        self.claims = nil
    }
}
