internal import CallspoolCore
internal import Spool

extension SimulationAudit.Rule {
    /// P1 to P7.
    static let promises = [
        Self(name: "P1 taken or refused", faults: takenOrRefused),
        Self(name: "not dialled again", faults: dialledAgain),
        Self(name: "P2 one record each", faults: oneRecordEach),
        Self(name: "P3 durable before placed", faults: durableBeforePlaced),
        Self(name: "P3 placed once", faults: placedOnce),
        Self(name: "P4 never redialled unknowing", faults: neverRedialled),
        Self(name: "P4 records tell the truth", faults: recordsTellTheTruth),
        Self(name: "P5 nothing after a stop", faults: nothingAfterStop),
        Self(name: "P6 shipped or kept", faults: shippedOrKept),
        Self(name: "P6 one body under one id", faults: oneBodyUnderOneID),
        Self(name: "P7 not sent again", faults: notSentAgain),
        Self(name: "the journal counts", faults: journalCounts),
        Self(name: "nothing waits that could go", faults: nothingWaits),
    ]

    /// A file that was dropped is a campaign, or stands in `rejected/`, in the end.
    private static func takenOrRefused(_ evidence: SimulationEvidence) -> [String] {
        evidence.record.dropped.sorted()
            .compactMap { place in
                let campaign = evidence.plan.campaigns[place]
                let isTwice = evidence.record.droppedAgain.contains(place)
                let files = [campaign.fileName] + (isTwice ? [campaign.secondFileName] : [])
                let refused = files.filter { !evidence.disk.read("\(SimulatedWorld.layout.rejected)/\($0)").isEmpty }
                let name = campaign.name
                if evidence.told.contains(where: { $0.plan.name == name }) {
                    let isOne = refused.count == files.count - 1
                    return isOne ? nil : "\(name) is taken, \(files) were dropped, and \(refused) refused"
                }
                if refused.count < files.count {
                    return "\(name) is not taken, and of \(files) only \(refused) refused"
                }
                let isFair = evidence.mayBeWithdrawn(name) || evidence.isLate(campaign, refused)
                return isFair ? nil : "\(name) is a good file and was refused"
            }
    }

    /// A list that was dialled a moment ago is not dialled once more because its file is dropped again.
    private static func dialledAgain(_ evidence: SimulationEvidence) -> [String] {
        evidence.plan.campaigns.map { "\($0.name).2" }
            .filter { name in
                let (queue, done) = (SimulatedWorld.layout.campaign(name), SimulatedWorld.layout.doneCampaign(name))
                return !evidence.disk.read(queue.journal).isEmpty || !evidence.disk.read(done.journal).isEmpty
            }
            .map { "\($0) was taken: the same list again" }
    }

    /// As many status records as numbers, each its own, but for calls whose outcome is lost and that are held.
    private static func oneRecordEach(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told -> [String] in
            let stuck = told.stuck
            var left = Set((1...told.plan.numbers.count).map(told.callID))
            var faults: [String] = []
            for record in told.records where left.remove(record.callID) == nil {
                faults.append("\(record.callID) has more than one status record, or is not a number of the campaign")
            }
            for call in left.sorted() where !stuck.contains(call) || told.plan.failsLost {
                faults.append("\(call) has no status record")
            }
            if told.plan.failsLost, !stuck.isEmpty {
                faults.append("\(stuck.sorted()) are stuck in spite of on_lost: fail")
            }
            return faults
        }
    }

    private static func durableBeforePlaced(_ evidence: SimulationEvidence) -> [String] {
        evidence.record.placements.filter { !$0.isDurable }
            .map { "\($0.id) was placed and its dialing line was not durable" }
    }

    private static func placedOnce(_ evidence: SimulationEvidence) -> [String] {
        var seen: Set<String> = []
        return evidence.record.placements.filter { !seen.insert($0.id).inserted }.map { "\($0.id) was placed again" }
    }

    /// A call is dialled again only when the program was told how the attempt before ended.
    private static func neverRedialled(_ evidence: SimulationEvidence) -> [String] {
        var last: [String: SimulationRecord.Placement] = [:]
        var faults: [String] = []
        for placement in evidence.record.placements {
            if let before = last[placement.callID], evidence.record.told[before.id] == nil {
                faults.append("\(placement.id) was placed, and nobody knew what became of \(before.id)")
            }
            last[placement.callID] = placement
        }
        return faults
    }

    /// A completed call was answered, a failed one was not, and a rejected one never dialled.
    private static func recordsTellTheTruth(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told -> [String] in
            let last = Dictionary(told.placements.map { ($0.callID, $0) }) { $1 }
            return told.records.compactMap { record in
                let truth = last[record.callID].flatMap { evidence.record.ends[$0.id]?.outcome }
                switch record.status {
                case "completed" where truth != .answered:
                    return "\(record.callID) is completed and was \(truth as Any)"
                case "failed" where truth == .answered && record.outcome != "unknown":
                    return "\(record.callID) is failed, \(record.outcome), and was answered"
                case "rejected" where last[record.callID] != nil && !record.reason.contains("do-not-call list"):
                    return "\(record.callID) is rejected and was dialled"
                default: return nil
                }
            }
        }
    }

    /// Once a stop is carried out no call of its campaign is placed.
    private static func nothingAfterStop(_ evidence: SimulationEvidence) -> [String] {
        evidence.record.carried.filter { $0.request.action == .stop }
            .flatMap { carried -> [String] in
                guard let told = evidence.told.first(where: { carried.request.target == .campaign($0.plan.name) }),
                    // A request of which there was nothing yet, or nothing any more, is done at once.
                    evidence.knew(told, before: carried.order), !carried.finished.contains(told.plan.name)
                else { return [] }
                return told.placements.filter { $0.order > carried.order }
                    .map { "\($0.id) was placed after the stop of \(told.plan.name)" }
            }
    }

    /// Each record was taken, or is kept; and none is kept that was not tried as often as it was to be.
    ///
    /// Unless its receiver is gone, or every request failed for as long as a record is to be tried.
    private static func shippedOrKept(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.filter(\.plan.isShipped)
            .flatMap { told -> [String] in
                let url = "http://127.0.0.1/\(told.plan.name)"
                let arrived = Set(evidence.record.deliveries.filter { $0.url == url && $0.isAnswered }.map(\.n))
                let isGone = evidence.record.gone.contains(url)
                let tries = evidence.plan.settings.shipping.schedule.count + 1
                let isPastPatience = evidence.longestFailure >= evidence.plan.settings.shipping.patience
                return told.records.compactMap { record in
                    if told.undelivered.contains(record.n) {
                        let made = evidence.record.tries["\(url)#\(record.n)"] ?? 0
                        return isGone || made >= tries || isPastPatience
                            ? nil : "\(record.callID) was given up after \(made) tries"
                    }
                    return arrived.contains(record.n) ? nil : "\(record.callID) was neither taken nor kept"
                }
            }
    }

    /// A record is sent under one id, and whatever is sent under an id is the same.
    private static func oneBodyUnderOneID(_ evidence: SimulationEvidence) -> [String] {
        let bodies = evidence.record.bodies.filter { $0.value.count > 1 }.keys.sorted()
        let ids = evidence.record.ids.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
        return bodies.map { "\($0) was sent with several bodies" }
            + ids.map { "\($0.key) was sent under \($0.value.sorted())" }
    }

    /// What was taken is sent again only after a death or a disk in trouble.
    private static func notSentAgain(_ evidence: SimulationEvidence) -> [String] {
        var taken: [String: SimulationRecord.Delivery] = [:]
        var faults: [String] = []
        for delivery in evidence.record.deliveries {
            let key = "\(delivery.url)#\(delivery.n)"
            if let before = taken[key],
                before.life == delivery.life || !evidence.record.troubledLives.contains(before.life)
            {
                faults.append("\(key) was taken in life \(before.life) and sent again in life \(delivery.life)")
            }
            if delivery.isAnswered { taken[key] = delivery }
        }
        return faults
    }

    /// A journal's numbers are 1, 2, 3 without a gap.
    private static func journalCounts(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.filter { told in told.entries.enumerated().contains { $0.offset + 1 != $0.element.n } }
            .map { "the journal of \($0.plan.name) has the numbers \($0.entries.map(\.n))" }
    }

    /// Once everything works again everything is finished, but for campaigns with calls that are stuck.
    private static func nothingWaits(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.filter { !$0.isDone && ($0.stuck.isEmpty || $0.plan.failsLost) }
            .map { "\($0.plan.name) is still queued" }
    }
}

extension SimulationEvidence {
    /// The longest time in which every request failed at the receiver, which is one host for all.
    fileprivate var longestFailure: Duration {
        var (longest, since) = (Int64(0), Int64?.none)
        for request in record.requests {
            since = request.isTaken ? nil : since ?? request.elapsed
            longest = max(longest, request.elapsed - (since ?? request.elapsed))
        }
        return .milliseconds(longest)
    }

    /// Whether somebody was to stop a campaign, perhaps while its file waited.
    func mayBeWithdrawn(_ name: String) -> Bool {
        plan.events.contains { event in
            guard case .request(.stop, let campaign, _) = event.what else { return false }
            return campaign.map { plan.campaigns[$0].name == name } ?? true
        }
    }

    /// Whether its time had passed when it was picked up.
    fileprivate func isLate(_ campaign: SimulatedCampaign, _ refused: [String]) -> Bool {
        campaign.expires != nil
            && refused.contains { file in
                disk.lines("\(SimulatedWorld.layout.rejected)/\(file).why").contains { $0.contains("has passed") }
            }
    }

    /// Whether a campaign was in the queue before something happened, as far as its calls show.
    fileprivate func knew(_ told: Told, before order: Int) -> Bool {
        told.placements.contains { $0.order < order }
    }
}

extension SimulationEvidence.Told {
    /// The calls whose outcome was lost and that nobody settled.
    var stuck: Set<String> {
        var stuck: Set<String> = []
        for entry in entries {
            switch entry.event {
            case .lost(let index, _, _), .ended(let index, _, _, .stuck): stuck.insert(callID(index))
            case .settled(let index, _, _, _, _): stuck.remove(callID(index))
            default: continue
            }
        }
        return stuck
    }
}
