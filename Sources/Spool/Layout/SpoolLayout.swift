public import CallspoolCore

/// Where everything in a spool is.
///
/// The names are the contract's.
public struct SpoolLayout: Equatable, Sendable {
    /// The spool directory.
    public var root: String

    /// Names a spool by its folder.
    public init(root: String) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
    }

    /// The settings.
    public var settings: String { root + "/callspool.yaml" }
    /// The drop zone.
    public var incoming: String { root + "/incoming" }
    /// The campaigns running, a folder each.
    public var queue: String { root + "/queue" }
    /// The result files.
    public var results: String { root + "/results" }
    /// Refused files and their reasons.
    public var rejected: String { root + "/rejected" }
    /// Requests.
    public var control: String { root + "/control" }
    /// The campaigns that are over.
    public var done: String { root + "/done" }
    /// Every folder of a spool.
    public var folders: [String] { [incoming, queue, results, rejected, control, done] }

    /// Held by whoever dials: one writer for all journals.
    public var lock: String { queue + "/.lock" }
    /// Held by whoever ships.
    public var shipLock: String { queue + "/.ship.lock" }
    /// Held for a moment by whoever closes a campaign, and by whoever adds to one: it is either closed or added to.
    public var closeLock: String { queue + "/.close.lock" }
    /// Held for a moment by pickup when it lets a file's campaign appear, and by whoever withdraws a file from `incoming/`:
    /// it is either accepted or withdrawn.
    public var pickupLock: String { queue + "/.pickup.lock" }
    /// The file that is just being accepted, until its removal from `incoming/` is durable.
    var taking: String { queue + "/.taking" }
    /// That a program is running, and the last second in which it was: replaced by whoever holds `lock`, removed at its
    /// end, and so left behind by one that was killed.
    public var alive: String { queue + "/.alive" }
    /// The spool's own name in the ids that engines are given.
    public var tag: String { queue + "/.tag" }
    /// The pace of the running program, for onlookers.
    public var pace: String { queue + "/.pace" }
    /// What programs have done on the spool, for onlookers.
    public var counts: String { queue + "/.counts" }
    /// Which campaigns in `done/` are known to be told in full.
    var doneChecked: String { queue + "/.done-checked" }
    /// Word of campaigns that is still to be brought to somebody, a file each.
    public var notices: String { queue + "/.notices" }
    /// Word of campaigns that nobody took; no campaign's name begins so.
    public var undeliveredNotices: String { results + "/_notices.undelivered.jsonl" }
    /// Files that somebody uploaded and has not confirmed, a folder for each upload; pickup never looks there.
    public var drafts: String { queue + "/.drafts" }
    /// The call records that a simulator keeps as an engine of its own would, by its trunk's name.
    public func simulatorRecords(of trunk: String?) -> String {
        queue + "/.simulator" + (trunk.map { "." + $0 } ?? "")
    }
    /// Where campaigns are built before they appear in the queue; leftovers of a crash are removed.
    public var building: String { queue + "/.building" }

    /// The files of one campaign running.
    public func campaign(_ name: String) -> CampaignFolder { CampaignFolder(path: queue + "/" + name, name: name) }
    /// The files of one campaign that is over.
    public func doneCampaign(_ name: String) -> CampaignFolder { CampaignFolder(path: done + "/" + name, name: name) }
    /// Dial results of a campaign.
    public func calls(_ name: String) -> String { "\(results)/\(name).calls.jsonl" }
    /// Status records of a campaign.
    public func status(_ name: String) -> String { "\(results)/\(name).status.jsonl" }
    /// Status records that its `result_url` never took.
    public func undelivered(_ name: String) -> String { "\(results)/\(name).undelivered.jsonl" }
}

/// A campaign's folder.
public struct CampaignFolder: Equatable, Sendable {
    /// The folder.
    public var path: String
    /// The campaign's name.
    public var name: String

    /// Names a folder.
    public init(path: String, name: String) {
        self.path = path
        self.name = name
    }

    /// The file as it was dropped.
    public var file: String { path + "/campaign.yaml" }
    /// The call jobs.
    public var jobs: String { path + "/jobs.jsonl" }
    /// What happened to them.
    public var journal: String { path + "/journal.jsonl" }
    /// What signs its deliveries, for the owner's eyes only; absent without one.
    public var secret: String { path + "/secret" }
    /// How far the journal was followed for notices.
    public var noticesPosition: String { path + "/notices.position" }
    /// How far the status side has come; a hint, the result files decide.
    public var statusPosition: String { path + "/status.position" }
    /// The status records, told again for shipping; only there once somebody moved, cut or edited the file in `results/`.
    var statusCopy: String { path + "/status.rebuilt" }
    /// What became of each record's deliveries.
    public var shipping: String { path + "/shipping.jsonl" }

    /// Numbers that cannot be dialled, while a campaign or an addition is built; of an addition until its journal has
    /// them.
    var rejections: String { path + "/rejections" }
    /// What pickup notes of numbers that are to be added; in an addition's folder.
    var addition: String { path + "/addition.json" }

    /// The do-not-call list that stands in the campaign file, a number a line; absent without one.
    public var inlineDoNotCall: String { path + "/do-not-call.inline" }

    /// Its contact list, under the user's name for it, unless that is the name of another file here.
    public func contacts(_ name: String) -> String {
        let isElses = isTaken(name) || name.hasPrefix("do-not-call")
        return "\(path)/\(FileName.made(isElses ? "contacts-" : "", from: name))"
    }

    /// Its own do-not-call list, under the user's name for it, unless that is the name of another file here.
    public func doNotCall(_ source: DoNotCallSource) -> String {
        switch source {
        case .numbers: inlineDoNotCall
        case .file(let name):
            "\(path)/\(FileName.made(isTaken(name) || name.hasPrefix("contacts-") ? "do-not-call-" : "", from: name))"
        }
    }

    /// Whether a file of ours has the name, or one that is made from it.
    private func isTaken(_ name: String) -> Bool {
        let own = [
            file, jobs, journal, secret, statusPosition, statusCopy, shipping, addition, rejections,
            noticesPosition,
        ]
        .map { $0.dropFirst(path.count + 1) }
        return own.contains { name.hasPrefix($0) } || name.hasPrefix("numbers.") || name.hasPrefix("added-")
    }
}
