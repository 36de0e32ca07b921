internal import CallspoolCore

/// The ids under which Asterisk knows an attempt.
struct AsteriskIDs: Hashable, Sendable {
    /// Comes back with the answer to the Originate and with its end.
    var action: String
    /// Of the channel that is dialled.
    var channel: String
    /// Of the other half, where the call is a pair of `Local` channels: the one that runs through the dialplan.
    var other: String?
}

/// One attempt, put together from what Asterisk says of it, in whatever order that comes.
///
/// It is over when each of its channels is, and it is known why. What may still be missing then is waited for a moment:
/// `OriginateResponse` falls on either side of `Hangup`, and only it tells that our ring limit was reached.
struct AsteriskCall: Sendable {
    /// Which channel of the call.
    enum Half: Sendable {
        case dialled
        case other
    }

    /// What there is to wait for.
    enum Stage: Equatable, Sendable {
        /// Its channels, for as long as they take.
        case inProgress
        /// Something that comes in a moment or not at all.
        case closing
        /// Nothing: it is over.
        case over
    }

    /// What is known of one channel.
    struct Channel: Sendable {
        var isSeen = false
        /// Whether its beginning was seen, and so every state that it had.
        var isFollowed = false
        var hangup: AsteriskHangup?
    }

    let attempt: AttemptKey
    let ids: AsteriskIDs
    /// How long it may ring.
    let ringLimit: Duration
    private let recordedAt: Timestamp?
    /// When it was accepted.
    var since = Timestamp(milliseconds: 0)
    /// Since when it is looked for in the call records, because it ended while nobody listened.
    var soughtSince: Timestamp?
    /// When nothing more could be heard of it.
    var lostAt: Timestamp?
    /// When something was last heard of it.
    var latest = Timestamp(milliseconds: 0)
    /// What the dialplan of the other half dials on to.
    var legs = DialledLegs()
    private(set) var dialled = Channel()
    private(set) var other = Channel()
    private(set) var wasDialled = false
    private(set) var dialStatus: String?
    private(set) var originated: Originated?
    private var originatedAt: Timestamp?
    private(set) var ringingAt: Timestamp?
    private(set) var answeredAt: Timestamp?
    private(set) var hasProgress = false
    private(set) var detection = Detection()
    private var lastEnd: Timestamp?

    init(_ attempt: Attempt, ids: AsteriskIDs) {
        self.attempt = AttemptKey(attempt)
        self.ids = ids
        ringLimit = attempt.campaignRef.campaign.ringTimeout
        recordedAt = attempt.recordedAt
    }

    /// When it was dialled, also in the previous run.
    var dialledAt: Timestamp { recordedAt ?? since }

    /// Whether the engine has shown that it has taken it: nothing of it is in progress any more.
    var hasArrived: Bool { dialled.isSeen || other.isSeen || originated != nil }

    /// When it was answered, if only `OriginateResponse` told it: so it is where the states of the half that tells were
    /// not seen.
    var answeredUnseenAt: Timestamp? {
        originated?.isSuccess == true && answeredAt == nil && !other.isFollowed ? originatedAt : nil
    }

    /// When it ended; not before what is told of it.
    var endedAt: Timestamp? {
        lastEnd.map { max($0, answeredAt ?? $0, ringingAt ?? $0) }
    }

    /// What there is to wait for.
    var stage: Stage {
        guard hasArrived else { return .inProgress }
        guard dialled.isSeen || other.isSeen else { return .closing }
        let isHungUp = dialled.hangup != nil && (ids.other == nil || other.hangup != nil)
        guard isHungUp else {
            // One half of a pair does not outlive the other.
            return dialled.hangup != nil || other.hangup != nil ? .closing : .inProgress
        }
        return answeredAt != nil || isExplained ? .over : .closing
    }

    /// Whether it is known why it was not answered: what tells of an answer or of the ring limit has come, and there is a
    /// cause, or the dialling's own end in its place.
    private var isExplained: Bool {
        guard let originated, !originated.isSuccess else { return false }
        if originated.reason != 0 { return legs.areOver }
        // A half's own hangup is not an explanation while its dialplan's `Dial()` may have one.
        if ids.other != nil { return legs.isExplained || legs.areOver && !(decidingHangup?.isMereEnd ?? true) }
        return decidingHangup?.cause ?? 0 != 0 || dialStatus != nil
    }

    /// A channel is there, perhaps for long.
    mutating func found(_ half: Half, _ state: AsteriskEvent.ChannelState, _ now: Timestamp) -> [AttemptReport] {
        self[half].isSeen = true
        self[half].isFollowed = true
        return became(half, state, now)
    }

    /// A channel's state changed.
    mutating func became(_ half: Half, _ state: AsteriskEvent.ChannelState, _ now: Timestamp) -> [AttemptReport] {
        switch state {
        case .down: return []
        case .progress:
            hasProgress = true
            return []
        case .ringing: return half == .dialled ? rang(now) : []
        case .up:
            return isAnswered(half) ? answered(now) : []
        }
    }

    /// The dialled half is being dialled.
    mutating func dialBegan() {
        wasDialled = true
    }

    /// Its dialling is over.
    mutating func dialEnded(_ status: String) {
        wasDialled = true
        dialStatus = status
    }

    /// A channel that the dialplan dials on to changed.
    mutating func legBecame(_ id: String, _ state: AsteriskEvent.ChannelState, _ now: Timestamp) -> [AttemptReport] {
        legs.seen(id)
        switch state {
        case .down, .up: return []
        case .progress:
            hasProgress = true
            return []
        case .ringing: return rang(now)
        }
    }

    /// The dialplan set a variable.
    mutating func set(_ name: String, _ value: String, _ half: Half) {
        if name == DialledLegs.variable {
            if half == .other { legs.status = value }
        } else {
            detection.set(name, value)
        }
    }

    /// Asterisk was asked for a variable; what was heard meanwhile is newer.
    mutating func learn(_ name: String, _ value: String) {
        detection.learn(name, value)
    }

    /// A channel is over.
    mutating func hungUp(_ half: Half, _ cause: AsteriskHangup, _ now: Timestamp) {
        self[half].isSeen = true
        self[half].hangup = cause
        lastEnd = now
    }

    /// The Originate is over: it was answered, or failed.
    mutating func came(_ originated: Originated, _ now: Timestamp) -> [AttemptReport] {
        self.originated = originated
        originatedAt = now
        if !originated.isSuccess { lastEnd = lastEnd ?? now }
        return originated.isSuccess && ids.other == nil ? answered(now) : []
    }

    /// A report of this attempt.
    func report(_ event: AttemptReport.Event, _ at: Timestamp) -> AttemptReport {
        AttemptReport(key: attempt.key, attempt: attempt.number, at: at, event: event)
    }

    /// Of a pair the half that runs through the dialplan is the one that tells of the callee: the other one goes up with
    /// it, but also when there is mere progress and somebody asked for early media.
    private func isAnswered(_ half: Half) -> Bool {
        ids.other == nil ? half == .dialled : half == .other
    }

    private mutating func rang(_ now: Timestamp) -> [AttemptReport] {
        guard ringingAt == nil, answeredAt == nil else { return [] }
        ringingAt = now
        return [report(.ringing, now)]
    }

    private mutating func answered(_ now: Timestamp) -> [AttemptReport] {
        guard answeredAt == nil else { return [] }
        answeredAt = now
        return [report(.connected, now)]
    }

    private subscript(half: Half) -> Channel {
        get { half == .dialled ? dialled : other }
        set { if half == .dialled { dialled = newValue } else { other = newValue } }
    }
}
