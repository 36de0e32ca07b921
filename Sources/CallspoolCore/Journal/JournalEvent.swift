/// A line of a campaign's journal: what happened, with its number and instant.
public struct JournalEntry: Equatable, Sendable {
    /// 1, 2, 3 … without a gap.
    public var n: Int
    /// When it happened, on the program's clock.
    public var at: Timestamp
    /// What happened.
    public var event: JournalEvent
    /// Where the last line stands that ended an attempt of the same call; `nil` before the first.
    ///
    /// By these a call's history is read backwards without an index and without memory.
    public var previous: LogPosition?

    /// Makes an entry.
    public init(n: Int, at: Timestamp, event: JournalEvent, previous: LogPosition? = nil) {
        self.n = n
        self.at = at
        self.event = event
        self.previous = previous
    }
}

/// What can happen to a campaign and to its calls.
///
/// Facts: what follows from them is recorded in them, so that a replay under other settings gives the same state.
public enum JournalEvent: Equatable, Sendable {
    /// The campaign was accepted; always the first line.
    case accepted(Acceptance)
    /// Its first attempt is about to be made.
    case started
    /// An attempt is about to be handed to the engine.
    case dialing(index: Int, attempt: Int, callerID: String?, trunk: String? = nil)
    /// It rings.
    case ringing(index: Int, attempt: Int)
    /// It was answered.
    case connected(index: Int, attempt: Int)
    /// An attempt ended, and what follows.
    case ended(index: Int, attempt: Int, AttemptResult, Disposition)
    /// An attempt's outcome was lost; the call is stuck.
    case lost(index: Int, attempt: Int, AttemptResult)
    /// The outcome of a lost attempt was found out, or decided by a person or a rule.
    case settled(index: Int, attempt: Int, AttemptResult, Disposition, by: String)
    /// A call was taken out of the queue.
    case canceled(index: Int, by: String)
    /// A call's campaign expired before it could be attempted (again); and what had held it.
    case expired(index: Int, reason: String? = nil)
    /// A number cannot be dialled.
    case rejected(index: Int, reason: String)
    /// No new attempts until resumed; `isAutomatic` when nobody asked for it.
    case suspended(by: String, inProgress: Int? = nil, isAutomatic: Bool = false)
    /// Attempts go on.
    case resumed(by: String)
    /// No new attempt ever; the calls that wait are canceled one by one in the lines that follow.
    ///
    /// Journals of version 0.1.0 do not say by whom.
    case stopped(canceled: Int, inProgress: Int, by: String? = nil)
    /// Numbers were added; those of them that cannot be dialled are rejected in lines that follow.
    case added(Addition)
    /// Every call is final.
    case finished
    /// Every record is shipped or given up.
    case reported

    /// The call meant, if it is about one.
    public var index: Int? {
        switch self {
        case .dialing(let index, _, _, _), .ringing(let index, _), .connected(let index, _), .ended(let index, _, _, _),
            .lost(let index, _, _), .settled(let index, _, _, _, _), .canceled(let index, _), .expired(let index, _),
            .rejected(let index, _):
            index
        case .accepted, .started, .suspended, .resumed, .stopped, .added, .finished, .reported: nil
        }
    }

    /// The event's name in the journal.
    public var name: StaticString {
        switch self {
        case .accepted: "accepted"
        case .started: "started"
        case .dialing: "dialing"
        case .ringing: "ringing"
        case .connected: "connected"
        case .ended: "ended"
        case .lost: "lost"
        case .settled: "settled"
        case .canceled: "canceled"
        case .expired: "expired"
        case .rejected: "rejected"
        case .suspended: "suspended"
        case .resumed: "resumed"
        case .stopped: "stopped"
        case .added: "added"
        case .finished: "finished"
        case .reported: "reported"
        }
    }
}

/// What was accepted: everything about the campaign that later runs must know, so that its file is never read again.
public struct Acceptance: Equatable, Sendable {
    /// The format of the journals that this version writes.
    ///
    /// A later version that writes what this one would misread counts it up. A journal whose first line names none has the
    /// first format.
    public static let format = 1

    /// The campaign, the spool's defaults filled in.
    public var campaign: Campaign
    /// A random word that no other campaign of this name ever had, so that call ids are never used twice.
    public var tag: String
    /// How many numbers there are, the rejected included.
    public var total: Int
    /// SHA-256 over the campaign file and its contact list, in hexadecimal: recognises the same file.
    public var digest: String
    /// The file's name in `incoming/`.
    public var file: String
    /// The file's inode there: tells what a crash left behind from a file that was dropped again.
    public var inode: Int

    /// Makes an acceptance.
    public init(campaign: Campaign, tag: String, total: Int, digest: String, file: String, inode: Int) {
        self.campaign = campaign
        self.tag = tag
        self.total = total
        self.digest = digest
        self.file = file
        self.inode = inode
    }

    /// What every call id of the campaign begins with.
    public var callIDPrefix: String { "\(campaign.name)-\(tag)-" }
}
