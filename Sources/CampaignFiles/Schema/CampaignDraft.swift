internal import CallspoolCore

/// A campaign while its file is read: what can be judged at once is in `campaign`, the rest waits, with its place, for
/// keys that may stand further down.
struct CampaignDraft: Sendable {
    /// What is settled.
    var campaign = Campaign(name: "")
    /// The name that the file gives.
    var name: String?
    /// The first attempt not before; waits for the zone.
    var start: Located<String>?
    /// No new attempt after; waits for the zone.
    var expires: Located<String>?
    /// Caller ids; wait for the region.
    var callerIDs: [Located<String>] = []
    /// The contact list's file name.
    var contacts: String?
    /// How many numbers there must be.
    var count: Int?
    /// The campaign that the numbers are added to.
    var addTo: String?
    /// Whether it is meant although the same list was accepted a short while ago.
    var again = false
    /// Where the interval of each outcome stands.
    var overridePositions: [Outcome: Diagnostic.Position] = [:]

    /// What becomes of a start near a full hour.
    let topOfHour: TopOfHour
    /// Which hosts may be reached.
    let hosts: HostRules

    /// A draft with the spool's defaults.
    init(defaults: CampaignDefaults) {
        topOfHour = defaults.topOfHour
        hosts = defaults.hosts
        campaign.callingHours = defaults.callingHours
        campaign.timezone = defaults.timezone
        campaign.region = defaults.region
        campaign.callerIDs = defaults.callerIDs
        campaign.checkURLs = defaults.checkURLs
        campaign.resultSecrets = defaults.resultSecrets
        campaign.campaignURL = defaults.campaignURL
    }
}
