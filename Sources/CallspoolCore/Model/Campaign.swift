/// A campaign as its file says it, every default of the spool filled in: what governs its calls, without the numbers.
public struct Campaign: Equatable, Sendable {
    /// Its name, unique among the queued: `[a-z0-9][a-z0-9._-]{0,63}`.
    public var name: String
    /// No first attempt before; `nil` is at once.
    public var start: Timestamp?
    /// No new attempt from then on; `nil` is never.
    public var expires: Timestamp?
    /// IANA zone, for times without an offset and for callees of unknown zone.
    public var timezone = "UTC"
    /// ISO 3166 region, how numbers without `+` are read.
    public var region = "US"
    /// Caller ids, E.164; more than one are rotated through.
    public var callerIDs: [String] = []
    /// The application that runs on answer; handed to the engine.
    public var startURL: String?
    /// What the engine does on answer, instead of `startURL`.
    public var answer: [Parameter] = []
    /// Where status records are POSTed; `nil` is nowhere.
    public var resultURL: String?
    /// The body of that POST.
    public var resultFormat = ResultFormat.json
    /// Sign that POST, one signature each: `whsec_` and base64; several while a key is changed, none leaves it unsigned.
    public var resultSecrets: [String] = []
    /// Whether both URLs are tried at pickup.
    public var checkURLs = URLCheck.warn
    /// How the calls are retried.
    public var retry = RetryPolicy()
    /// When callees may be called; `nil` is at any time.
    public var callingHours: CallingHours?
    /// Numbers never dialled, beside the spool-wide list.
    public var doNotCall: DoNotCallSource?
    /// Weight of its share of the queue, 1 to 10.
    public var priority = 5
    /// Own caps, below the spool's.
    public var limits = PaceLimits()
    /// Give up ringing after, 5 to 120 s.
    public var ringTimeout = Duration.seconds(30)
    /// Ask the engine to tell a person from a machine.
    public var calleeDetection = true
    /// Handed to the engine with every call.
    public var parameters: [Parameter] = []
    /// What becomes of a call whose outcome was lost.
    public var onLost = LostPolicy.hold
    /// One POST each when the campaign is accepted, started, suspended by itself, finished, reported.
    public var campaignURL: String?
    /// Records in one POST, 1 to 1000.
    public var resultBatch = 1

    /// Makes a campaign with the contract's defaults.
    public init(name: String) {
        self.name = name
    }

    /// The caller id of an attempt: the number's own, else the campaign's in rotation, else none.
    public func callerID(own: String?, index: Int, attempt: Int) -> String? {
        if let own { return own }
        return callerIDs.isEmpty ? nil : callerIDs[(index + attempt - 2) % callerIDs.count]
    }
}

/// A key and a scalar, in the order of the file.
public struct Parameter: Hashable, Sendable {
    /// The key as written.
    public var key: String
    /// The value as written; scalars are text until their key says what they are.
    public var value: String

    /// Makes a parameter.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// The body of the POST to `result_url`.
public enum ResultFormat: String, CaseIterable, Sendable {
    /// The status record.
    case json
    /// `application/x-www-form-urlencoded`.
    case form
}

/// Whether `start_url` and `result_url` are tried at pickup.
public enum URLCheck: String, CaseIterable, Sendable {
    /// Not tried.
    case off
    /// Anything but 200 warns.
    case warn
    /// Anything but 200 refuses the file.
    case require
}

/// What becomes of a call whose outcome was lost.
///
/// It is never redialled by itself.
public enum LostPolicy: String, CaseIterable, Sendable {
    /// Held as stuck until settled.
    case hold
    /// Reported failed, outcome `unknown`, after an hour.
    case fail
}

/// Where numbers that must not be called are listed.
public enum DoNotCallSource: Equatable, Sendable {
    /// A file beside the campaign file, a number a line.
    case file(String)
    /// In the campaign file itself.
    case numbers([String])
}

/// Caps on the pace of dialling; `nil` is not a cap of its own.
public struct PaceLimits: Equatable, Sendable {
    /// Calls placed in any second.
    public var callsPerSecond: Double?
    /// Calls in progress at once.
    public var concurrentCalls: Int?

    /// Makes a set of caps.
    public init(callsPerSecond: Double? = nil, concurrentCalls: Int? = nil) {
        self.callsPerSecond = callsPerSecond
        self.concurrentCalls = concurrentCalls
    }
}

/// The hours in which a callee may be called.
public struct CallingHours: Hashable, Sendable {
    /// Minutes since midnight, 0 to 1440; a window with `from` after `to` is over midnight.
    public var from, to: Int
    /// ISO weekdays, 1 Monday to 7 Sunday.
    public var days: Set<Int>
    /// An IANA zone; `nil` is the callee's own.
    public var zone: String?

    /// Makes a window.
    public init(from: Int, to: Int, days: Set<Int> = Set(1...7), zone: String? = nil) {
        self.from = from
        self.to = to
        self.days = days
        self.zone = zone
    }
}

/// How the calls of a campaign are retried.
public struct RetryPolicy: Equatable, Sendable {
    /// Attempts after the first, 0 to 10.
    public var maxRetries = 0
    /// Wait between attempts, 60 to 172,800 s.
    public var interval = Duration.seconds(300)
    /// What one outcome does instead.
    public var overrides: [Outcome: Override] = [:]

    /// Instead of the interval, for one outcome.
    public enum Override: Equatable, Sendable {
        /// Again after this long.
        case after(Duration)
        /// Not again.
        case never
    }

    /// Makes the contract's default: no retry.
    public init() {}

    /// Attempts in all.
    public var maxAttempts: Int { maxRetries + 1 }
}
