/// The settings of a spool, `callspool.yaml`; every one has a default, so that the file may be absent.
public struct Settings: Equatable, Sendable {
    /// The ways out to the telephone network; never empty.
    public var trunks = [TrunkSettings()]
    /// The spool's caps.
    public var limits = PaceLimits(callsPerSecond: 10, concurrentCalls: 100)
    /// How long the pace takes from a tenth of the cap to the whole at a start; zero is at once.
    public var ramp = Duration.seconds(10)
    /// Minutes of the hour at which campaign files are picked up, sorted.
    public var ticks = [0, 15, 30, 45]
    /// How long a file must be unchanged before pickup.
    public var settle = Duration.seconds(5)
    /// The outer limit of every campaign's calling hours; `nil` is none.
    public var callingHours: CallingHours?
    /// The spool's own list of numbers that are never dialled.
    public var doNotCall = DoNotCallSettings()
    /// How often one number may be attempted, over all campaigns.
    public var attemptLimits = AttemptLimits()
    /// What campaigns take when they do not say.
    public var defaults = CampaignDefaults()
    /// How calls that the trunk failed are tried again.
    public var trunkRetry = TrunkRetry()
    /// How status records are delivered.
    public var shipping = ShippingSettings()
    /// For how long after its acceptance the same list is refused as a duplicate, unless its file says `again: true`.
    public var againAfter = Duration.seconds(72_000)
    /// How long what is over is kept.
    public var keep = KeepSettings()
    /// How the outbound page is served.
    public var page = PageSettings()

    /// Makes the defaults.
    public init() {}
}

/// What a campaign takes from the spool when its file does not say.
public struct CampaignDefaults: Equatable, Sendable {
    /// IANA zone.
    public var timezone = "UTC"
    /// ISO 3166 region.
    public var region = "US"
    /// Caller ids.
    public var callerIDs: [String] = []
    /// Whether URLs are tried at pickup.
    public var checkURLs = URLCheck.warn
    /// Sign deliveries, one signature each.
    public var resultSecrets: [String] = []
    /// Where word of campaigns goes, and of files that are refused.
    public var campaignURL: String?
    /// When callees may be called; `nil` is at any time.
    public var callingHours: CallingHours?
    /// What becomes of a start near a full hour.
    public var topOfHour = TopOfHour.warn
    /// Which hosts a campaign's records may be sent to: the shipping side's rules, by which its file is judged.
    public var hosts = HostRules()

    /// Makes the contract's defaults.
    public init() {}
}

extension Settings {
    /// What becomes of a campaign's start near a full hour.
    public var topOfHour: TopOfHour {
        get { defaults.topOfHour }
        set { defaults.topOfHour = newValue }
    }
}

/// The budget for attempts that the trunk failed; they do not count as attempts.
public struct TrunkRetry: Equatable, Sendable {
    /// The first wait; each further one is twice as long.
    public var first = Duration.seconds(60)
    /// The longest wait.
    public var longest = Duration.seconds(900)
    /// How often it is tried again, 0 to 7.
    public var times = 5

    /// Makes the contract's defaults.
    public init() {}
}

/// How status records are delivered.
public struct ShippingSettings: Equatable, Sendable {
    /// The waits between tries of one record; after the last it is given up.
    public var schedule: [Duration] = [
        .seconds(5), .seconds(300), .seconds(1800), .seconds(7200), .seconds(18_000), .seconds(36_000),
        .seconds(50_400), .seconds(72_000), .seconds(86_400),
    ]
    /// The most requests in progress at once to one host.
    public var perHost = 8
    /// How long records wait for others to fill their batch.
    public var batchWait = Duration.seconds(2)
    /// How long one request may take, its connection included.
    public var timeout = Duration.seconds(30)
    /// How long the making of a connection may take.
    public var connectTimeout = Duration.seconds(5)
    /// A PEM file with certificates that are trusted beside the system's; relative to the spool.
    public var caFile: String?
    /// What requests go through; `nil` is straight to their hosts.
    public var proxy: ProxyAddress?
    /// Which hosts may be reached.
    public var hosts = HostRules()

    /// Makes the contract's defaults.
    public init() {}
}
