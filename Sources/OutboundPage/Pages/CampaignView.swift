internal import CallspoolCore
internal import Spool

/// What the page of a campaign shows.
struct CampaignView: Sendable {
    /// A figure with its label.
    struct Figure: Sendable {
        var label: String
        var value: CampaignFigures.Count
        /// The list of just these calls.
        var href: String
    }

    /// A sentence about the campaign.
    struct Fact: Sendable {
        var key: String
        var text: Sentence
    }

    var frame: Frame
    var campaign: CampaignFigures
    var figures: [Figure]
    var facts: [Fact]
    var acts: [ActPages.Offer]
    var statuses, outcomes, orders, sizes: [Choice]
    var numberText: String
    var caption: Sentence
    var open: [RowWords]
    var rows: [RowWords]
    var isEmpty: Bool
    /// This page's own address, and those before and after it.
    var here: String
    var newer, older: String?
    /// What stands below the calls.
    var extras: CampaignExtras?

    init(
        frame: Frame,
        _ overview: CampaignOverview,
        _ sight: ForecastCache.Sight?,
        _ now: Timestamp,
        isRunning: Bool,
        _ asked: AskedCalls,
        _ page: CallPage,
        _ mask: NumberMask
    ) {
        self.frame = frame
        campaign = CampaignFigures(overview, sight, now, isRunning: isRunning, mask)
        figures = CampaignView.figures(campaign)
        facts = CampaignView.facts(overview, campaign, sight, mask)
        acts = frame.canAct ? ActPages.offers(overview) : []
        (statuses, outcomes) = (asked.statuses, asked.outcomes)
        (orders, sizes) = (asked.orders(mask), asked.sizes)
        numberText = asked.number
        let name = campaign.name
        open = page.open.map { RowWords($0.seen(isRunning: isRunning), of: name, mask) }
        rows = page.rows.map { RowWords($0, of: name, mask) }
        isEmpty = open.isEmpty && rows.isEmpty
        caption = CampaignView.caption(asked, page)
        let at = asked.query.page
        here = asked.address(page: at)
        newer = at > 0 ? asked.address(page: at - 1) : nil
        older = (at + 1) * asked.query.size < page.count ? asked.address(page: at + 1) : nil
    }

    private static func figures(_ campaign: CampaignFigures) -> [Figure] {
        [
            Figure(label: "Pending", value: campaign.pending, href: "?status=queued"),
            Figure(label: "Dialing", value: campaign.dialing, href: "?status=dialing"),
            Figure(label: "Completed", value: campaign.completed, href: "?status=completed"),
            Figure(label: "Failed", value: campaign.failed, href: "?status=failed"),
            Figure(label: "Canceled", value: campaign.canceled, href: "?status=canceled"),
            Figure(label: "Rejected", value: campaign.rejected, href: "?status=rejected"),
            Figure(label: "Stuck", value: campaign.stuck, href: "?status=stuck"),
        ]
    }

    private static func facts(
        _ overview: CampaignOverview,
        _ figures: CampaignFigures,
        _ sight: ForecastCache.Sight?,
        _ mask: NumberMask
    ) -> [Fact] {
        let terms = overview.acceptance.campaign
        let file = mask.text(overview.acceptance.file)
        var facts = [Fact(key: "file", text: "From \(file), accepted at \(overview.acceptedAt).")]
        if let expires = terms.expires { facts.append(Fact(key: "expires", text: "Expires at \(expires).")) }
        let coming = sight?.campaigns[figures.name]
        if let words = coming?.waiting?.sentence { facts.append(Fact(key: "waiting", text: words)) }
        // Said already by the tag, or by the sentence below it.
        let holds = (coming?.holds ?? []).filter { $0 != .turn && $0 != .stopped }
        for (place, hold) in holds.enumerated() where Sentence(hold, mask) != figures.why {
            facts.append(Fact(key: "hold \(place)", text: Sentence(hold, mask)))
        }
        if !figures.lag.isEmpty { facts.append(Fact(key: "lag", text: "Statuses: \(figures.lag).")) }
        if !figures.lagWhy.isEmpty { facts.append(Fact(key: "lag why", text: figures.lagWhy)) }
        return facts
    }

    private static func caption(_ asked: AskedCalls, _ page: CallPage) -> Sentence {
        let first = asked.query.page * asked.query.size
        let range = page.rows.isEmpty ? "none" : "\((first + 1).grouped) to \((first + page.rows.count).grouped)"
        guard asked.query.isInTwo, page.openCount > 0 else { return "\(range) of \(page.count.counted("call"))" }
        let open: Sentence = asked.query.page > 0 ? "" : "\(page.open.count) of \(page.openCount) open calls; "
        return open + "\(range) of \(page.count) final ones"
    }
}

extension WaitingCalls {
    /// What the calls wait for; `nil` when none waits.
    fileprivate var sentence: Sentence? {
        let all = [
            ("ready to go", ready), ("for another attempt", retry), ("outside the calling hours", hours),
            ("above an attempt limit", limit), ("to be rejected", refused),
        ]
        let list = all.filter { $0.1 > 0 }.map { "\($0.1.grouped) \($0.0)" }
        return list.isEmpty ? nil : Sentence("Waiting: " + list.joined(separator: ", ") + ".")
    }
}
