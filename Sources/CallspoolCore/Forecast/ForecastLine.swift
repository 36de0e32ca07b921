/// A campaign while it is foreseen.
struct ForecastLine: Sendable {
    /// What became of a turn.
    enum Claim: Sendable {
        /// This call goes out.
        case call(TakenCall)
        /// The call whose turn it was may not go out; there may be another.
        case passedOver
        /// No call may go out now.
        case nothing
    }

    var given: ForecastCampaign
    var isThere: Bool
    /// When there may be something to do; worked out again when something has changed.
    private(set) var due: Timestamp?
    private var isDueKnown = false
    /// The campaign's, in milliseconds.
    let ringLimit: Int64
    private let ownZones: CalleeZones

    init(_ given: ForecastCampaign) {
        self.given = given
        ringLimit = given.queue.campaign.ringTimeout.milliseconds
        isThere = given.arrives == nil
        ownZones = CalleeZones(zones: [given.queue.campaign.timezone], origin: .campaign)
    }

    var queue: CampaignQueue {
        get { given.queue }
        _modify {
            // Whatever is changed may change what is due.
            isDueKnown = false
            yield &given.queue
        }
    }

    /// When there may be something to do.
    mutating func nextDue(_ now: Timestamp) -> Timestamp? {
        if isDueKnown { return due }
        due = isThere ? given.queue.nextDue(now, notBefore: restsUntil(now)) : nil
        isDueKnown = true
        return due
    }

    /// Takes the next call.
    mutating func claim(_ history: AttemptHistory, _ now: Timestamp) -> Claim {
        isDueKnown = false
        guard restsUntil(now) == nil, let taken = given.queue.take(now) else { return .nothing }
        switch admission(taken.index, history, now) {
        case .go: return .call(taken)
        case .wait(let until, _): given.queue.postpone(taken, until: until)
        case .never: given.queue.apply(.closed(index: taken.index, .rejected), at: now, place: 0)
        }
        return .passedOver
    }

    /// What the gate says, in the fewest words.
    enum Verdict {
        case go
        case wait(Timestamp, Cause)
        case never
    }

    /// What a call is made to wait for.
    enum Cause {
        case hours, limit
    }

    /// Judges as the gate does, by what was found out of the number beforehand.
    mutating func admission(_ index: Int, _ history: AttemptHistory, _ now: Timestamp) -> Verdict {
        if !given.listed.isEmpty, given.listed.contains(index) { return .never }
        if !given.windows.isAlwaysOpen {
            let zones = given.zones.isEmpty ? ownZones : given.zones[Int(given.zoneOfNumber[index - 1])]
            if case .closed(let window) = given.windows.state(of: zones, now) {
                return window.opens.map { .wait($0, .hours) } ?? .never
            }
        }
        if !given.numbers.isEmpty, let limit = history.obstacle(given.numbers[index - 1], now) {
            return .wait(limit.until, .limit)
        }
        return .go
    }

    /// When the campaign may go on, if its hours are the same for all numbers and are over.
    private mutating func restsUntil(_ now: Timestamp) -> Timestamp? {
        guard !given.windows.isAlwaysOpen, given.windows.isTheSameForAll else { return nil }
        if case .closed(let window) = given.windows.state(of: ownZones, now) { return window.opens }
        return nil
    }

    mutating func arrive() {
        isThere = true
        isDueKnown = false
    }
}
