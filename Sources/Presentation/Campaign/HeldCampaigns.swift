package import CallspoolCore
package import Spool

/// The campaigns all of whose waiting calls are held: by calling hours, an attempt limit or a do-not-call list.
package struct HeldCampaigns {
    private var reasons: [String: String] = [:]

    /// Looks at those that have something to wait for.
    ///
    /// - Parameters:
    ///   - rows: the campaigns.
    ///   - holds: what is foreseen of a campaign; asked only of those that may be held.
    /// - Throws: what the closure throws.
    package init(
        _ rows: [CampaignOverview],
        _ holds: (String) throws -> (all: [CallHold], waiting: WaitingCalls?)?
    ) rethrows {
        for row in rows where row.mayBeHeld {
            let name = row.acceptance.campaign.name
            if let (all, waiting) = try holds(name) { reasons[name] = HeldCampaigns.reason(all, waiting) }
        }
    }

    /// Why a campaign is held; `nil` when it is not.
    package func why(_ campaign: String) -> String? { reasons[campaign] }

    /// The same as a line.
    package func words(_ campaign: String) -> String? { reasons[campaign].map { "\(campaign) is held: \($0)" } }

    private static func reason(_ holds: [CallHold], _ waiting: WaitingCalls?) -> String? {
        for hold in holds {
            switch hold {
            case .all, .obstacle, .neverOpen: return hold.sentence
            case .stopped, .suspended, .expired, .start, .listed, .retry, .noProgram, .turn: continue
            }
        }
        // Callees may have hours of their own: it is held when there is nobody who may be called now.
        guard let waiting, waiting.ready == 0, waiting.hours > 0 else { return nil }
        return "\(waiting.hours.counted("call")) outside the calling hours of their callees"
    }
}

extension SpoolForecast {
    /// What holds all calls of a campaign, and what its calls wait for one by one where callees have hours of their own.
    ///
    /// - Parameter name: the campaign.
    /// - Returns: both; `nil` when it is not in the queue.
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    package func holds(onCampaign name: String) throws -> (all: [CallHold], waiting: WaitingCalls?)? {
        guard let campaign = campaigns.first(where: { $0.name == name }) else { return nil }
        let haveOwnHours = !campaign.windows.isAlwaysOpen && !campaign.windows.isTheSameForAll
        return (holds(on: campaign), haveOwnHours ? try waiting(of: campaign) : nil)
    }
}

extension CampaignOverview {
    /// Whether calls of it wait and nothing else says why.
    package var mayBeHeld: Bool { !place.isDone && hold == nil && counts.dialing == 0 && counts.pending > 0 }
}
