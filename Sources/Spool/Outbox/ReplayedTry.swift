internal import CallspoolCore

/// What a replay needs of a line of `shipping.jsonl`: no text is copied.
struct ReplayedTry {
    /// What the line means for the records.
    enum Meaning: Equatable {
        /// They are a batch.
        case batch
        /// The receiver has them.
        case taken
        /// They are kept, and nothing more is to be done for them.
        case kept
        /// They are kept, and nothing more is to be done for any other record of the campaign.
        case gone
        /// They are due again.
        case due(Timestamp)
        /// They were kept, and the receiver has them now.
        case replayed
    }

    /// The first record's number, the last one's, and how many there are.
    private(set) var n = 0, last = 0, count = 1
    /// When it was decided.
    private(set) var at = Timestamp(milliseconds: 0)
    /// How often they were tried.
    private(set) var tries = 0
    /// Until when their host was to rest.
    private(set) var restsUntil: Timestamp?
    /// What the line means.
    private(set) var meaning = Meaning.taken

    /// Reads a line; `nil` when it is none of ours, which somebody's editor may have left.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var event: JSONSlice?
        var nextTry: Timestamp?
        do {
            var fields = JSONFields(bytes)
            while let field = try fields.next() {
                if field.isNamed("n") {
                    n = field.value.int ?? 0
                } else if field.isNamed("last") {
                    last = field.value.int ?? 0
                } else if field.isNamed("count") {
                    count = field.value.int ?? 0
                } else if field.isNamed("at") {
                    at = field.value.timestamp ?? at
                } else if field.isNamed("event") {
                    event = field.value
                } else if field.isNamed("tries") {
                    tries = field.value.int ?? 0
                } else if field.isNamed("next_try_at") {
                    nextTry = field.value.timestamp
                } else if field.isNamed("host_rests_until") {
                    restsUntil = field.value.timestamp
                }
            }
        } catch {
            return nil
        }
        last = max(last, n)
        guard n > 0, count > 0, let event, let meaning = ReplayedTry.meaning(of: event, nextTry) else { return nil }
        self.meaning = meaning
    }

    /// How many records have their end by it; what was kept before and is taken now had it already.
    var ended: Int {
        switch meaning {
        case .taken, .kept, .gone: count
        case .batch, .due, .replayed: 0
        }
    }

    private static func meaning(of event: JSONSlice, _ nextTry: Timestamp?) -> Meaning? {
        // By the first byte of the word and its length: this runs a million times at opening.
        guard let word = event.quoted, let first = word.first else { return nil }
        switch (first, word.count) {
        case (UInt8(ascii: "b"), 5): return .batch
        case (UInt8(ascii: "t"), 5): return .taken
        case (UInt8(ascii: "g"), 8): return .kept
        case (UInt8(ascii: "g"), 4): return .gone
        case (UInt8(ascii: "r"), 8): return .replayed
        case (UInt8(ascii: "r"), 5): return nextTry.map(Meaning.due)
        default: return nil
        }
    }
}
