/// One campaign's part of the queue's policy: which of its calls may go out now, and which end without an attempt.
///
/// A value without I/O. It is given instants and judgements, and says what is to happen; what did happen is applied to its
/// queue. The store writes it into a journal besides; a forecast lets it happen only.
public struct CampaignMachine: Sendable {
    /// The queue, as it is after everything that was applied.
    public private(set) var queue: CampaignQueue
    /// The campaign's calling hours and the spool's.
    private var windows: CallingWindows
    /// Where a callee is whose zone nobody knows.
    private let campaignZones: CalleeZones

    /// Makes the machine of a campaign.
    ///
    /// - Parameters:
    ///   - queue: as it stands.
    ///   - windows: the campaign's calling hours and the spool's.
    public init(_ queue: CampaignQueue, windows: CallingWindows) {
        self.queue = queue
        self.windows = windows
        campaignZones = CalleeZones(zones: [queue.campaign.timezone], origin: .campaign)
    }

    /// What a try at claiming a call came to.
    public enum Claim: Sendable {
        /// This call may go out; `dialing` is to be applied, or it is to be put back.
        case place(TakenCall)
        /// This call never goes out; `closed` is to be applied, or it is to be put back.
        case refuse(TakenCall, Refusal)
        /// The call whose turn it was waits; there may be another.
        case passedOver
        /// No call may go out now.
        case nothing
    }

    /// Whether the call at a position may go out.
    public typealias Judge = (_ index: Int, _ windows: inout CallingWindows) throws -> Admission

    /// Whether there may be a call to claim now; said in few steps of a campaign that waits.
    public mutating func mayPlace(_ now: Timestamp) -> Bool {
        queue.mayPlace(now) && restsUntil(now) == nil
    }

    /// Takes the next call, and lets it wait where it must.
    public mutating func claim(_ now: Timestamp, judge: Judge) rethrows -> Claim {
        guard restsUntil(now) == nil, let taken = queue.take(now) else { return .nothing }
        let admission: Admission
        do {
            admission = try judge(taken.index, &windows)
        } catch {
            queue.putBack(taken)
            throw error
        }
        switch admission {
        case .go: return .place(taken)
        case .wait(let until, _):
            queue.postpone(taken, until: until)
            return .passedOver
        case .refuse(let refusal): return .refuse(taken, refusal)
        }
    }

    /// Lets the queue follow a change; see `CampaignQueue.apply`.
    public mutating func apply(_ change: QueueChange, at: Timestamp, position: LogPosition) {
        queue.apply(change, at: at, position: position)
    }

    /// Undoes a claim that could not be recorded, with what was applied of it.
    public mutating func putBack(_ taken: TakenCall) {
        queue.putBack(taken)
    }

    /// Takes calls out of the queue that are to be closed, at most so many: canceled when the campaign is stopped, else
    /// expired.
    public mutating func takeOut(_ limit: Int) -> [TakenCall] {
        queue.takeOut(limit)
    }

    /// Takes out one call; `nil` when it does not wait for an attempt.
    public mutating func takeOut(index: Int) -> TakenCall? {
        queue.takeOut(index: index)
    }

    /// Judges a call, whether or not it is its turn.
    public mutating func admission(_ index: Int, judge: Judge) rethrows -> Admission {
        try judge(index, &windows)
    }

    /// When the campaign may go on, if its hours are the same for all numbers and are over.
    public mutating func restsUntil(_ now: Timestamp) -> Timestamp? {
        guard !windows.isAlwaysOpen, windows.isTheSameForAll else { return nil }
        // One that never opens is for the judge, who rejects each number with the evidence.
        if case .closed(let window) = windows.state(of: campaignZones, now) { return window.opens }
        return nil
    }

    /// When there may be something to do; no attempt before `notBefore`, for a reason outside of the queue.
    public mutating func nextDue(_ now: Timestamp, notBefore: Timestamp? = nil) -> Timestamp? {
        queue.nextDue(now, notBefore: [notBefore, restsUntil(now)].compactMap { $0 }.max())
    }

    /// Why the campaign is to be suspended after an attempt that ended so; `nil` when it goes on.
    public func suspension(after last: AttemptResult) -> String? {
        guard queue.isMisconfigured, queue.hold == nil else { return nil }
        var words = "\(CampaignQueue.faultsTolerated) calls in a row failed for our own configuration, the last with "
        words += last.outcome.rawValue
        if let status = last.codes.sipStatus { words += ", SIP \(status)" }
        if let cause = last.codes.engineCause { words += ", \(cause)" }
        return words
    }
}

extension Outcome {
    /// Whether an attempt that ended so never reached its callee, through no fault of theirs: it does not count against the
    /// limits of the number.
    public var isOurs: Bool { outcomeClass == .trunk || outcomeClass == .config }
}
