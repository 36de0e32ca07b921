/// Which call: the store's own key, and the position of the number in its campaign.
public struct CallKey: Hashable, Sendable {
    /// The campaign's place in the store; means nothing outside of it and of this process.
    public var campaign: Int32
    /// The number's place in the campaign, from 1: its line in `jobs.jsonl`.
    public var index: Int32

    /// Makes a key.
    public init(campaign: Int32, index: Int32) {
        self.campaign = campaign
        self.index = index
    }
}

/// A number of a campaign, as its line in `jobs.jsonl` says it.
public struct CallJob: Equatable, Sendable {
    /// Its name for users: the campaign, the campaign's tag and the index, `spring-k3v9qd-17`.
    public var callID: String
    /// E.164 with its `+`; for a number that could not be read, the text as written.
    public var phoneNumber: String
    /// The number's own caller id.
    public var callerID: String?
    /// The user's own name for it, at most 255 characters.
    public var messageReference: String?
    /// Handed to the engine and given back in the status record.
    public var parameters: [Parameter]
    /// The callee's IANA zone, if given.
    public var timezone: String?
    /// Digits sent after answer.
    public var postDial: String?

    /// Makes a job.
    public init(
        callID: String,
        phoneNumber: String,
        callerID: String? = nil,
        messageReference: String? = nil,
        parameters: [Parameter] = [],
        timezone: String? = nil,
        postDial: String? = nil
    ) {
        self.callID = callID
        self.phoneNumber = phoneNumber
        self.callerID = callerID
        self.messageReference = messageReference
        self.parameters = parameters
        self.timezone = timezone
        self.postDial = postDial
    }
}

/// One dialling of one number, in progress to the engine.
public struct Attempt: Equatable, Sendable {
    /// Which call.
    public var key: CallKey
    /// Which dialling of it, from 1; counts every dialling, also those that the trunk failed.
    public var number: Int
    /// Our own id for it, `SPOOLTAG-CALL_ID-ATTEMPT`, under which the engine's records are found after a crash.
    public var id: String
    /// Whom to call.
    public var job: CallJob
    /// The caller id to show.
    public var callerID: String?
    /// What governs it.
    public var campaignRef: CampaignRef
    /// How often it reached the callee before, and how often the trunk failed it.
    public var tries: Tries
    /// The trunk it goes out through; `nil` where there is but one, without a name.
    public var trunk: String?
    /// When its dialling was recorded; `nil` of one that is about to be placed.
    public var recordedAt: Timestamp?

    /// Makes an attempt.
    public init(
        key: CallKey,
        number: Int,
        id: String,
        job: CallJob,
        callerID: String?,
        campaignRef: CampaignRef,
        tries: Tries,
        trunk: String? = nil
    ) {
        self.key = key
        self.number = number
        self.id = id
        self.job = job
        self.callerID = callerID
        self.campaignRef = campaignRef
        self.tries = tries
        self.trunk = trunk
    }
}

extension Attempt {
    /// The id that the engine is given for an attempt, and by which its records are found.
    public static func id(spoolTag: String, callID: String, number: Int) -> String {
        "\(spoolTag)-\(callID)-\(number)"
    }
}

/// A campaign shared by all of its attempts: the struct is large, and copied at every placing it would cost more than
/// the rest of the attempt.
public final class CampaignRef: Equatable, Sendable {
    /// The campaign.
    public let campaign: Campaign

    /// Shares a campaign.
    public init(_ campaign: Campaign) {
        self.campaign = campaign
    }

    /// Equal when the campaigns are.
    public static func == (left: CampaignRef, right: CampaignRef) -> Bool {
        left === right || left.campaign == right.campaign
    }
}

/// How often a call was tried, by who is to blame: each has a budget of its own.
public struct Tries: Hashable, Sendable {
    /// Attempts that reached the callee; bounded by the campaign's `max_retries`.
    public var counted: Int
    /// Attempts that the trunk or our configuration failed; bounded by the settings' `trunk_retry`.
    public var trunk: Int

    /// Makes a count.
    public init(counted: Int = 0, trunk: Int = 0) {
        self.counted = counted
        self.trunk = trunk
    }

    /// Every dialling.
    public var all: Int { counted + trunk }
}

/// How a call ended for good.
public enum FinalStatus: String, CaseIterable, Sendable {
    /// Answered; voicemail counts.
    case completed
    /// Dialled, and not answered.
    case failed
    /// Taken out of the queue before it was dialled (again).
    case canceled
    /// Never dialled: not diallable.
    case rejected
}
