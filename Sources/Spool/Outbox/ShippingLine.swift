internal import CallspoolCore

/// A line of a campaign's `shipping.jsonl`: what became of one try of one status record.
struct ShippingLine: Equatable {
    /// What became of it.
    enum Event: Equatable {
        /// The receiver has it.
        case taken(httpStatus: Int)
        /// It is tried again.
        case retry(at: Timestamp, why: String)
        /// It is not tried any more, and is kept in the undelivered file.
        case givenUp(why: String)
        /// The receiver wants nothing more; it is kept in the undelivered file.
        case gone
    }

    /// The record's number.
    var n: Int
    /// When it was decided, on the program's clock.
    var at: Timestamp
    /// What became of it.
    var event: Event
    /// How often the record was tried, this time included.
    var tries: Int

    func write(to writer: inout JSONLineWriter) {
        writer.line { line in
            line.field("n", n)
            line.field("at", at)
            line.field("event", event.name)
            line.field("tries", tries)
            switch event {
            case .taken(let status): line.field("http_status", status)
            case .retry(let at, let why):
                line.field("next_try_at", at)
                line.field("why", why)
            case .givenUp(let why): line.field("why", why)
            case .gone: break
            }
        }
    }
}

extension ShippingLine.Event {
    fileprivate var name: String {
        switch self {
        case .taken: "taken"
        case .retry: "retry"
        case .givenUp: "given_up"
        case .gone: "gone"
        }
    }
}

/// What a replay needs of a line of `shipping.jsonl`: no text is copied.
struct ReplayedTry {
    /// What the line means for the record.
    enum Meaning: Equatable {
        /// Nothing more is to be done for it.
        case settled
        /// Nothing more for it, nor for any other record of the campaign.
        case gone
        /// It is due again.
        case due(Timestamp)
    }

    /// The record's number.
    private(set) var n = 0
    /// How often it was tried.
    private(set) var tries = 0
    /// What the line means.
    private(set) var meaning = Meaning.settled

    /// Reads a line; `nil` when it is none of ours, which somebody's editor may have left.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var event: JSONSlice?
        var nextTry: Timestamp?
        do {
            var fields = JSONFields(bytes)
            while let field = try fields.next() {
                if field.isNamed("n") {
                    n = field.value.int ?? 0
                } else if field.isNamed("event") {
                    event = field.value
                } else if field.isNamed("tries") {
                    tries = field.value.int ?? 0
                } else if field.isNamed("next_try_at") {
                    nextTry = field.value.timestamp
                }
            }
        } catch {
            return nil
        }
        guard n > 0, let event, let meaning = ReplayedTry.meaning(of: event, nextTry) else { return nil }
        self.meaning = meaning
    }

    private static func meaning(of event: JSONSlice, _ nextTry: Timestamp?) -> Meaning? {
        // By the first byte of the word and its length: this runs a million times at opening.
        guard let word = event.quoted, let first = word.first else { return nil }
        switch (first, word.count) {
        case (UInt8(ascii: "t"), 5), (UInt8(ascii: "g"), 8): return .settled
        case (UInt8(ascii: "g"), 4): return .gone
        case (UInt8(ascii: "r"), 5): return nextTry.map(Meaning.due)
        default: return nil
        }
    }
}
