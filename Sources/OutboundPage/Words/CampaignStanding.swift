internal import CallspoolCore
internal import Spool

/// Where a campaign is in its life, and what keeps it there: the words on its tag, and a sentence.
struct CampaignStanding: Sendable {
    /// A word or two.
    var label: String
    /// How the tag looks: `live`, `good`, `warn`, `bad` or plain.
    var tone = ""
    /// What it waits for, or what holds it.
    var why: Sentence = ""

    /// Judges a campaign.
    ///
    /// - Parameters:
    ///   - campaign: how it stands.
    ///   - sight: what is foreseen; `nil` before that is worked out.
    ///   - isRunning: whether a program is running.
    ///   - mask: what is hidden from who looks.
    init(_ campaign: CampaignOverview, _ sight: ForecastCache.Sight?, isRunning: Bool, _ mask: NumberMask) {
        self.init(label: "queued")
        if campaign.hold == .stopped, campaign.place.isDone || campaign.isFinished {
            self = CampaignStanding(stoppedBy: campaign.stoppedBy, canceled: campaign.counts.canceled, mask)
        } else if campaign.place.isDone {
            self = CampaignStanding(label: "done", tone: "good")
        } else if campaign.isFinished {
            let isTold = campaign.lag.unreported.count == 0 && campaign.lag.unshipped.count == 0
            self = CampaignStanding(
                label: "finished",
                tone: "good",
                why: isTold ? "" : "Its status records are being delivered."
            )
        } else if let hold = campaign.hold {
            self = CampaignStanding(hold, campaign.stoppedBy, mask)
        } else {
            self = CampaignStanding(atWork: campaign, sight, isRunning: isRunning, mask)
        }
    }

    private init(label: String, tone: String = "", why: Sentence = "") {
        (self.label, self.tone, self.why) = (label, tone, why)
    }

    /// One that was stopped and is over.
    private init(stoppedBy: String?, canceled: Int, _ mask: NumberMask) {
        let by = stoppedBy.map { " by \(mask.text($0))" } ?? ""
        self.init(label: "stopped", tone: "warn", why: "Stopped\(by); \(canceled.counted("call")) canceled.")
    }

    private init(_ hold: CampaignQueue.Hold, _ stoppedBy: String?, _ mask: NumberMask) {
        switch hold {
        case .stopped:
            let by = stoppedBy.map { " by \(mask.text($0))" } ?? ""
            self.init(label: "stopped", tone: "bad", why: "Stopped\(by); calls in progress still complete.")
        case .suspended(let by):
            self.init(label: "suspended", tone: "bad", why: Sentence(CallHold.suspended(by: by), mask))
        }
    }

    /// One that is neither over nor held by its journal; the first hold that is not only its turn tells.
    private init(
        atWork campaign: CampaignOverview,
        _ sight: ForecastCache.Sight?,
        isRunning: Bool,
        _ mask: NumberMask
    ) {
        let holds = sight?.campaigns[campaign.place.folder.name]?.holds ?? []
        if let start = campaign.acceptance.campaign.start, !campaign.isStarted, start > sight?.at ?? start - .seconds(1)
        {
            self.init(label: "waiting for its start", tone: "", why: "Starts at \(minute: start).")
        } else if campaign.counts.pending > 0, let hold = holds.first(where: \.isOfAll) {
            self.init(label: "held", tone: "bad", why: Sentence(hold, mask))
        } else if campaign.counts.dialing > 0, !isRunning {
            let calls = campaign.counts.dialing.counted("call")
            self.init(
                label: "interrupted",
                tone: "bad",
                why: "\(calls) in progress when the program ended; the next one asks the engine what became of them."
            )
        } else if campaign.counts.dialing > 0 {
            self.init(label: "dialling", tone: "live")
        } else if campaign.counts.pending == 0 {
            self.init(
                label: "held",
                tone: "bad",
                why: "\(campaign.counts.stuck.counted("call")) stuck: the outcome was lost."
            )
        } else if let hold = holds.first(where: { $0 != .turn }) {
            self.init(label: hold.isNoProgram ? "waiting for a tick" : "held", tone: "warn", why: Sentence(hold, mask))
        } else if campaign.fresh == 0, let next = campaign.nextRetry {
            self.init(label: "waiting to retry", tone: "", why: "The next retry is due at \(next).")
        } else {
            self.init(label: "queued")
        }
    }
}

extension CallHold {
    /// Whether it holds every call, whatever the number.
    fileprivate var isOfAll: Bool {
        switch self {
        case .all, .expired, .neverOpen: true
        case .stopped, .suspended, .start, .listed, .retry, .obstacle, .noProgram, .turn: false
        }
    }

    fileprivate var isNoProgram: Bool {
        if case .noProgram = self { true } else { false }
    }
}

extension Sentence {
    /// What holds a call, and until when.
    init(_ hold: CallHold, _ mask: NumberMask) {
        switch hold {
        case .noProgram(let next): self = "The dialler is not running; the next tick is at \(minute: next)."
        case .start(let at): self = "The campaign starts at \(minute: at)."
        case .retry(let at): self = "It was attempted, and waits for another attempt until \(at)."
        case .expired(let at): self = "The campaign expired at \(at)."
        case .all, .stopped, .suspended, .listed, .obstacle, .neverOpen, .turn:
            let text = mask.text(hold.sentence)
            self = "\(text.prefix(1).uppercased())\(text.dropFirst())."
        }
    }
}
