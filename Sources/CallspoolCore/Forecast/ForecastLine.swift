/// A campaign while it is foreseen.
struct ForecastLine: Sendable {
    /// What is known of it beside its queue, which is in the machine.
    let given: ForecastCampaign
    private var kept: CampaignMachine
    var isThere: Bool
    /// When there may be something to do; worked out again when something has changed.
    private(set) var due: Timestamp?
    private var isDueKnown = false
    /// The campaign's, in milliseconds.
    let ringLimit: Int64
    private let ownZones: CalleeZones

    init(_ given: ForecastCampaign) {
        self.given = given
        kept = CampaignMachine(given.queue, windows: given.windows)
        ringLimit = given.queue.campaign.ringTimeout.milliseconds
        isThere = given.arrives == nil
        ownZones = CalleeZones(zones: [given.queue.campaign.timezone], origin: .campaign)
    }

    /// The queue, as it is foreseen.
    var queue: CampaignQueue {
        _read { yield kept.queue }
    }

    var machine: CampaignMachine {
        get { kept }
        _modify {
            // Whatever is changed may change what is due.
            isDueKnown = false
            yield &kept
        }
    }

    /// When there may be something to do.
    mutating func nextDue(_ now: Timestamp) -> Timestamp? {
        if isDueKnown { return due }
        due = isThere ? kept.nextDue(now) : nil
        isDueKnown = true
        return due
    }

    /// Takes the next call.
    mutating func claim(_ history: AttemptHistory, _ now: Timestamp) -> CampaignMachine.Claim {
        isDueKnown = false
        let (given, ownZones) = (given, ownZones)
        return kept.claim(now) { index, windows in given.admission(index, &windows, ownZones, history, now) }
    }

    /// What a call waits for, whether or not it is its turn.
    mutating func admission(_ index: Int, _ history: AttemptHistory, _ now: Timestamp) -> Admission {
        let (given, ownZones) = (given, ownZones)
        return kept.admission(index) { index, windows in given.admission(index, &windows, ownZones, history, now) }
    }

    mutating func arrive() {
        isThere = true
        isDueKnown = false
    }
}

extension ForecastCampaign {
    /// Which line of which list it is on does not matter to what will happen.
    private static let listing = ListedNumber(list: "", line: 0)

    /// Judges as the gate does, by what was found out of the number beforehand.
    func admission(
        _ index: Int,
        _ windows: inout CallingWindows,
        _ ownZones: CalleeZones,
        _ history: AttemptHistory,
        _ now: Timestamp
    ) -> Admission {
        if !listed.isEmpty, listed.contains(index) { return .refuse(.listed(ForecastCampaign.listing)) }
        if !windows.isAlwaysOpen {
            let zones = self.zones.isEmpty ? ownZones : self.zones[Int(zoneOfNumber[index - 1])]
            if case .closed(let window) = windows.state(of: zones, now) {
                return window.opens.map { .wait(until: $0, .hours(window)) } ?? .refuse(.neverOpen(window))
            }
        }
        if !numbers.isEmpty, let limit = history.obstacle(numbers[index - 1], now) {
            return .wait(until: limit.until, .limit(limit))
        }
        return .go
    }
}
