internal import CallspoolCore
internal import Presentation
internal import Spool

/// How a campaign stands, as pages show it: tag, counts, bar, end, lag.
struct CampaignFigures: Sendable {
    var name: String
    var state: String
    var tone: String
    var why: Sentence
    var total: Int
    var over: Int
    var percent: String
    var pending, dialing, completed, failed, canceled, rejected, stuck: Count
    /// How fast it is dialled, `48 calls a minute`; nothing when it is not.
    var rate: String?
    /// When it is through, as foreseen.
    var end: Sentence
    /// Statuses that are not written or not shipped yet; nothing when all are.
    var lag: Sentence
    /// What ended the last delivery, where records wait for another.
    var lagWhy: Sentence

    /// A figure for people, and for programs that read the page.
    struct Count: Sendable {
        var value: Int
        var words: String

        init(_ value: Int) {
            (self.value, words) = (value, value.grouped)
        }
    }

    init(
        _ campaign: CampaignOverview,
        _ sight: ForecastCache.Sight?,
        _ now: Timestamp,
        isRunning: Bool,
        _ mask: NumberMask
    ) {
        let standing = CampaignStanding(campaign, sight, isRunning: isRunning, mask)
        let counts = campaign.counts
        name = campaign.place.folder.name
        (state, tone, why) = (standing.label, standing.tone, standing.why)
        total = counts.all
        over = counts.completed + counts.failed + counts.canceled + counts.rejected
        // Of one that was stopped, what was canceled is not what was got through.
        let reached = campaign.hold == .stopped ? over - counts.canceled : over
        percent = CampaignFigures.percent(reached, total)
        (pending, dialing, stuck) = (Count(counts.pending), Count(counts.dialing), Count(counts.stuck))
        (completed, failed) = (Count(counts.completed), Count(counts.failed))
        (canceled, rejected) = (Count(counts.canceled), Count(counts.rejected))
        rate = campaign.isFinished ? nil : CampaignFigures.rate(campaign.recent.rate(now))
        end = CampaignFigures.end(campaign, sight)
        lag = CampaignFigures.lag(campaign.lag, now)
        lagWhy =
            campaign.lag.nextTry.map { CampaignFigures.nextTry($0.at, mask.text($0.why), now, isRunning: isRunning) }
            ?? ""
    }

    /// A try that is due and not made waits for something else than its time.
    private static func nextTry(_ at: Timestamp, _ why: String, _ now: Timestamp, isRunning: Bool) -> Sentence {
        if !isRunning { return "Next try when a program is running, after: \(why)" }
        return at > now ? "Next try at \(at), after: \(why)" : "Next try when its host is tried again, after: \(why)"
    }

    private static func rate(_ rate: Double) -> String? {
        switch rate {
        case ..<(0.5 / 60): nil
        case ..<2: Int((rate * 60).rounded()).counted("call") + " a minute"
        default: Int(rate.rounded()).counted("call") + " a second"
        }
    }

    /// Rounded down: 100 % is all of it.
    private static func percent(_ part: Int, _ whole: Int) -> String {
        guard whole > 0 else { return "100 %" }
        return "\(part * 100 / whole) %"
    }

    private static func end(_ campaign: CampaignOverview, _ sight: ForecastCache.Sight?) -> Sentence {
        guard !campaign.isFinished, !campaign.place.isDone else { return "" }
        guard let coming = sight?.campaigns[campaign.place.folder.name] else { return "being worked out" }
        if let finish = coming.finish { return "\(minute: finish.expected)" }
        guard coming.stuck > 0 else { return "none while it is held" }
        return "none while \(coming.stuck.counted("call")) \(coming.stuck == 1 ? "is" : "are") stuck"
    }

    private static func lag(_ lag: CampaignLag, _ now: Timestamp) -> Sentence {
        var parts: [Sentence] = []
        if lag.unreported.count > 0 { parts.append("\(lag.unreported.count) to be written\(age(lag.unreported, now))") }
        if lag.unshipped.count > 0 { parts.append("\(lag.unshipped.count) to be shipped\(age(lag.unshipped, now))") }
        return parts.count == 2 ? parts[0] + ", " + parts[1] : parts.first ?? ""
    }

    private static func age(_ wait: CampaignLag.Wait, _ now: Timestamp) -> String {
        wait.age(now).map { ", the oldest for \($0.words)" } ?? ""
    }
}
