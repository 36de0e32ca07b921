/// Word of what becomes of a campaign, for its `campaign_url`: one POST.
public struct Notice: Equatable, Sendable {
    /// What there is word of.
    public enum Event: String, CaseIterable, Sendable {
        /// A file became a campaign.
        case accepted
        /// A file was refused.
        case refused
        /// The first attempt is about to be made.
        case started
        /// The campaign was suspended, by itself.
        case suspended
        /// Every call is final.
        case finished
        /// Every record is taken or given up.
        case reported
    }

    /// The `webhook-id`: the same at every try, and no other notice's nor record's.
    public var id: String
    /// The campaign, or the file that was refused.
    public var subject: String
    /// Where it goes.
    public var url: String
    /// Sign it.
    public var secrets: [String]
    /// The body, a JSON object without a line feed.
    public var body: [UInt8]

    /// Makes a notice.
    public init(id: String, subject: String, url: String, secrets: [String], body: [UInt8]) {
        self.id = id
        self.subject = subject
        self.url = url
        self.secrets = secrets
        self.body = body
    }

    /// The delivery of a try.
    public func delivery(tries: Int) -> Delivery {
        let target = DeliveryTarget(url: url, secrets: secrets)
        let batch = Batch(n: 0, offset: 0)
        return Delivery(campaign: -1, batch: batch, tries: tries, lines: body, target: target, id: id)
    }
}

extension Notice {
    /// The notice that a line of a campaign's journal makes; `nil` when there is no word of it.
    ///
    /// - Parameters:
    ///   - entry: the line.
    ///   - acceptance: of the campaign.
    ///   - url: where it goes.
    ///   - secrets: sign it.
    ///   - counts: how many calls are in which phase after the line.
    public init?(
        _ entry: JournalEntry,
        of acceptance: Acceptance,
        to url: String,
        secrets: [String],
        counts: QueueCounts
    ) {
        guard let event = Event(entry.event) else { return nil }
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("event", "campaign.\(event.rawValue)")
            line.field("at", entry.at)
            line.field("campaign", acceptance.campaign.name)
            line.field("file", acceptance.file)
            line.field("total", counts.all)
            line.counts(counts)
            if case .suspended(let why, _, _) = entry.event { line.field("reason", why) }
        }
        self.init(
            // No call id ends so: its last part is a number that follows the tag.
            id: Notice.id("\(acceptance.callIDPrefix)\(event.rawValue)-\(entry.n)"),
            subject: acceptance.campaign.name,
            url: url,
            secrets: secrets,
            body: Array(writer.bytes.dropLast())
        )
    }

    /// The notice that a file was refused.
    ///
    /// - Parameters:
    ///   - file: its name in `incoming/`.
    ///   - digest: of its content, with its inode: the same file refused again after a crash is the same notice.
    ///   - reasons: what is wrong with it.
    ///   - at: when it was last written; not when it was refused, so that the body is the same when it is refused again.
    ///   - url: where it goes.
    ///   - secrets: sign it.
    public init(
        refused file: String,
        digest: String,
        reasons: [Diagnostic],
        at: Timestamp,
        to url: String,
        secrets: [String]
    ) {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("event", "campaign.refused")
            line.field("at", at)
            line.field("file", file)
            line.field("reasons", reasons.map(\.description))
        }
        self.init(
            id: Notice.id("refused-\(digest)"),
            subject: file,
            url: url,
            secrets: secrets,
            body: Array(writer.bytes.dropLast())
        )
    }

    /// A `webhook-id`: what is neither a letter, a digit, `-` nor `_` as `X` and two hexadecimal digits, and so `X`.
    static func id(_ name: String) -> String {
        name.utf8.reduce(into: "msg_") { id, byte in
            let scalar = Unicode.Scalar(byte)
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                id.unicodeScalars.append(scalar)
            case UInt8(ascii: "A")...UInt8(ascii: "W"), UInt8(ascii: "Y")...UInt8(ascii: "Z"):
                id.unicodeScalars.append(scalar)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                id += "X" + (digits.count < 2 ? "0" : "") + digits
            }
        }
    }
}

extension Notice.Event {
    /// What there is word of by an event; `nil` for one without.
    public init?(_ event: JournalEvent) {
        switch event {
        case .accepted: self = .accepted
        case .started: self = .started
        case .suspended(_, _, true): self = .suspended
        case .finished: self = .finished
        case .reported: self = .reported
        case .dialing, .ringing, .connected, .ended, .lost, .settled, .canceled, .expired, .rejected, .resumed,
            .stopped,
            .suspended, .added:
            return nil
        }
    }
}

extension JSONLineWriter {
    fileprivate mutating func counts(_ counts: QueueCounts) {
        field("pending", counts.pending)
        field("dialing", counts.dialing)
        field("completed", counts.completed)
        field("failed", counts.failed)
        field("canceled", counts.canceled)
        field("rejected", counts.rejected)
        field("stuck", counts.stuck)
    }
}
