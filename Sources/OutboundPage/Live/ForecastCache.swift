internal import CallspoolCore
internal import Spool
internal import Synchronization

/// What is foreseen of the campaigns in the queue: worked out aside, and kept for all who look.
///
/// A forecast of a million calls takes seconds, so it is not made for each page.
final class ForecastCache: Sendable {
    /// What is foreseen of one campaign.
    struct CampaignSight: Sendable {
        /// When its last call is final; `nil` when that is not foreseen.
        var finish: ForecastSpan?
        /// How many calls keep it from its end because their outcome was lost.
        var stuck = 0
        /// What holds all its calls, the strongest first.
        var holds: [CallHold] = []
        /// What its waiting calls wait for.
        var waiting: WaitingCalls?
    }

    /// What is foreseen of all.
    struct Sight: Sendable {
        /// For when, on the program's clock.
        var at: Timestamp
        /// Whether a program is seen running.
        var isRunning: Bool
        /// When dialling goes on.
        var begins: Timestamp
        /// What holds all calls.
        var hold: String?
        /// By name.
        var campaigns: [String: CampaignSight] = [:]
    }

    private struct State {
        var sight: Sight?
        var version = 0
        var seen = -1
        var isAsked = true
    }

    private let setup: PageSetup
    private let watch: SpoolWatch
    private let state = Mutex(State())

    init(_ setup: PageSetup, _ watch: SpoolWatch) {
        self.setup = setup
        self.watch = watch
    }

    /// What was foreseen last; `nil` before the first time.
    var sight: Sight? {
        state.withLock { state in
            state.isAsked = true
            return state.sight
        }
    }

    /// Rises with each new sight.
    var version: Int { state.withLock { $0.version } }

    /// Whether somebody has looked since the last time.
    var isAsked: Bool { state.withLock { $0.isAsked } }

    /// Foresees it again.
    ///
    /// Blocks on the disk, and takes its time.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of a campaign's is damaged.
    func refresh() throws {
        let forecast = try watch.forecast(setup.settings, now: setup.programNow(), wall: setup.clock.wall)
        var sight = Sight(
            at: forecast.now,
            isRunning: forecast.isRunning,
            begins: forecast.begins,
            hold: forecast.hold
        )
        let outlook = forecast.campaigns.isEmpty ? nil : try forecast.forecast().outlook()
        for (place, campaign) in forecast.campaigns.enumerated() {
            sight.campaigns[campaign.name] = CampaignSight(
                finish: outlook?.span { $0.campaigns[place].finish },
                stuck: outlook?.middle.campaigns[place].counts.stuck ?? 0,
                holds: forecast.holds(on: campaign),
                waiting: try forecast.waiting(of: campaign)
            )
        }
        let done = sight
        state.withLock { state in
            state.sight = done
            state.version += 1
            state.isAsked = false
        }
    }
}
