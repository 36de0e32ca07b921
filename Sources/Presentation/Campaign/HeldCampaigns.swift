import CallspoolCore
import Spool

/// The campaigns all of whose waiting calls are held: by calling hours, an attempt limit or a do-not-call list.
struct HeldCampaigns {
    private var reasons: [String: String] = [:]

    /// Looks at those that have something to wait for.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of a campaign's is damaged.
    init(_ rows: [CampaignOverview], _ spool: OpenSpool) throws {
        let resting = rows.filter { row in
            !row.place.isDone && row.hold == nil && row.counts.dialing == 0 && row.counts.pending > 0
        }
        guard !resting.isEmpty else { return }
        let forecast = try SpoolForecast(quietly: spool)
        let names = Set(resting.map(\.acceptance.campaign.name))
        for campaign in forecast.campaigns where names.contains(campaign.name) {
            reasons[campaign.name] = try HeldCampaigns.reason(campaign, forecast)
        }
    }

    /// Why a campaign is held; `nil` when it is not.
    func why(_ campaign: String) -> String? { reasons[campaign] }

    /// The same as a line.
    func words(_ campaign: String) -> String? { reasons[campaign].map { "\(campaign) is held: \($0)" } }

    private static func reason(_ campaign: QueuedCampaign, _ forecast: SpoolForecast) throws -> String? {
        for hold in forecast.holds(on: campaign) {
            switch hold {
            case .all, .obstacle, .neverOpen: return hold.sentence
            case .stopped, .suspended, .expired, .start, .listed, .retry, .noProgram, .turn: continue
            }
        }
        // Callees have hours of their own: it is held when there is nobody who may be called now.
        guard !campaign.windows.isAlwaysOpen, !campaign.windows.isTheSameForAll else { return nil }
        let waiting = try forecast.waiting(of: campaign)
        guard waiting.ready == 0, waiting.hours > 0 else { return nil }
        return "\(waiting.hours.counted("call")) outside the calling hours of their callees"
    }
}
