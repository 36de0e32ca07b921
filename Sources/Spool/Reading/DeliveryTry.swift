public import CallspoolCore

/// A line of `shipping.jsonl` in full: what became of one try to deliver a record, or a batch of them.
public struct DeliveryTry: Equatable, Sendable {
    /// What became of it.
    public enum Event: String, Sendable {
        /// The receiver has it.
        case taken
        /// It is tried again.
        case retry
        /// It is not tried any more, and is kept in the undelivered file.
        case givenUp = "given_up"
        /// The receiver wants nothing more; it is kept in the undelivered file.
        case gone
        /// It was kept, was sent again by `ship --replay`, and the receiver has it now.
        case replayed

        /// Whether the receiver has it.
        public var isTaken: Bool { self == .taken || self == .replayed }
    }

    /// The record's number, or that of the first of its batch.
    public var n = 0
    /// When it was decided.
    public var at = Timestamp(milliseconds: 0)
    /// What became of it; `nil` in a line that tells what goes together and not what became of it.
    public var event: Event?
    /// How often it was tried, this time included.
    public var tries = 0
    /// The receiver's answer, where it was taken.
    public var httpStatus: Int?
    /// When it is tried again.
    public var nextTry: Timestamp?
    /// Why it was not taken.
    public var why: String?
    /// The number of the last record of the batch; the record's own where it went alone.
    public var last = 0
    /// How many records went together.
    public var count = 1

    /// Reads a line; `nil` when it is none of ours, which somebody's editor may have left.
    init?(_ bytes: UnsafeRawBufferPointer) {
        do {
            var fields = JSONFields(bytes)
            while let field = try fields.next() { take(field) }
        } catch {
            return nil
        }
        guard n > 0 else { return nil }
        last = max(n, last)
    }

    private mutating func take(_ field: JSONFields.Field) {
        let value = field.value
        switch field.name.count {
        case 1 where field.isNamed("n"): n = value.int ?? 0
        case 2 where field.isNamed("at"): at = value.timestamp ?? at
        case 3 where field.isNamed("why"): why = value.string
        case 4 where field.isNamed("last"): last = value.int ?? 0
        case 5 where field.isNamed("event"): event = value.string.flatMap(Event.init(rawValue:))
        case 5 where field.isNamed("tries"): tries = value.int ?? 0
        case 5 where field.isNamed("count"): count = value.int ?? 1
        case 11 where field.isNamed("http_status"): httpStatus = value.int
        case 11 where field.isNamed("next_try_at"): nextTry = value.timestamp
        default: break
        }
    }
}

extension CampaignFolder {
    /// Reads what became of the campaign's deliveries, line by line; nothing when nothing was sent.
    func deliveries(on disk: any Disk, _ each: (DeliveryTry) throws -> Void) throws {
        guard try disk.entry(shipping) != nil else { return }
        let file = try disk.openReading(shipping)
        defer { file.close() }
        var reader = LineReader(file)
        while let line = try reader.next({ bytes, _ in DeliveryTry(bytes) }) {
            if let line { try each(line) }
        }
    }
}
