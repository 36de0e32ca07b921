/// A line of a journal as slices: one walk finds the fields, and each is read only when it is asked for.
///
/// A replay reads millions of lines and needs five fields of each.
public struct JournalLine {
    /// The line's number.
    public private(set) var n = 0
    /// The event's name.
    public private(set) var event = JSONSlice(bytes: UnsafeRawBufferPointer(start: nil, count: 0))
    /// The position of the call in its campaign, from its `call_id`; 0 when the line is about no call.
    public private(set) var index = 0
    /// Which attempt; 0 when the line is about none.
    public private(set) var attempt = 0
    /// Where the call's last line that ended an attempt stands.
    public private(set) var previous: LogPosition?

    private var at, outcome, outcomeClass, next, nextAttemptAt, status, trunkName, callerIDName: JSONSlice?
    private let bytes: UnsafeRawBufferPointer

    /// Walks a line.
    ///
    /// - Throws: `JSONLineError` when it is not a line of a journal.
    public init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        self.bytes = bytes
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            try take(field)
        }
        guard n > 0, at != nil, !event.bytes.isEmpty else { throw JSONLineError(field: "n") }
    }

    /// By the name's length first: a replay asks this tens of millions of times.
    private mutating func take(_ field: JSONFields.Field) throws(JSONLineError) {
        switch field.name.count {
        case 1 where field.isNamed("n"): n = try field.value.int.orFault("n")
        case 2 where field.isNamed("at"): at = field.value
        case 4 where field.isNamed("next"): next = field.value
        case 4 where field.isNamed("prev"):
            previous = try field.value.int.flatMap { $0 < 0 ? nil : LogPosition($0) }.orFault("prev")
        case 5 where field.isNamed("event"): event = field.value
        case 5 where field.isNamed("trunk"): trunkName = field.value
        case 3 where field.isNamed("ani"): callerIDName = field.value
        case 5 where field.isNamed("class"): outcomeClass = field.value
        case 6 where field.isNamed("status"): status = field.value
        case 7 where field.isNamed("call_id"): index = try callIndex(field.value).orFault("call_id")
        case 7 where field.isNamed("attempt"): attempt = try field.value.int.orFault("attempt")
        case 7 where field.isNamed("outcome"): outcome = field.value
        case 15 where field.isNamed("next_attempt_at"): nextAttemptAt = field.value
        default: break
        }
    }

    /// Whether the event has this name.
    @inline(__always)
    public func isEvent(_ name: StaticString) -> Bool {
        event.quoted?.isEqual(name) ?? false
    }

    /// When it happened.
    ///
    /// - Throws: `JSONLineError` when the line does not say.
    public func instant() throws(JSONLineError) -> Timestamp {
        try at.flatMap(\.timestamp).orFault("at")
    }

    /// The trunk of an attempt, where the engine has several.
    public var trunk: String? { trunkName?.string }

    /// The caller id of an attempt.
    public var callerID: String? { callerIDName?.string }

    /// The outcome of a line that ends an attempt.
    ///
    /// - Throws: `JSONLineError` when the line does not say.
    public func attemptOutcome() throws(JSONLineError) -> Outcome {
        try outcome.flatMap(\.string).flatMap(Outcome.init(rawValue:)).orFault("outcome")
    }

    /// Whether a line that ends an attempt says that a value of the one call was refused.
    ///
    /// Looked at for failures of our own only: a replay reads the outcome of millions of others.
    func concernsCallOnly(_ outcome: Outcome) -> Bool {
        outcome.outcomeClass == .config && outcomeClass?.string == OutcomeClass.permanent.rawValue
    }

    /// What follows from a line that ends an attempt.
    ///
    /// - Throws: `JSONLineError` when the line does not say.
    public func disposition() throws(JSONLineError) -> Disposition {
        switch next?.quoted?.first {
        case UInt8(ascii: "f"):
            .final(try status.flatMap(\.string).flatMap(FinalStatus.init(rawValue:)).orFault("status"))
        case UInt8(ascii: "r"): .retry(at: try nextAttemptAt.flatMap(\.timestamp).orFault("next_attempt_at"))
        case UInt8(ascii: "s"): .stuck
        default: throw JSONLineError(field: "next")
        }
    }

    /// The whole of the line as an entry.
    ///
    /// - Throws: `JSONLineError` when the line does not say what it must.
    public func entry() throws(JSONLineError) -> JournalEntry {
        JournalEntry(n: n, at: try instant(), event: try readEvent(), previous: previous)
    }

    private func readEvent() throws(JSONLineError) -> JournalEvent {
        switch event.string {
        case "accepted": .accepted(try Acceptance(bytes))
        case "started": .started
        case "dialing": .dialing(index: index, attempt: attempt, callerID: try text("ani"), trunk: try text("trunk"))
        case "ringing": .ringing(index: index, attempt: attempt)
        case "connected": .connected(index: index, attempt: attempt)
        case "ended": .ended(index: index, attempt: attempt, try result(), try disposition())
        case "lost": .lost(index: index, attempt: attempt, try result())
        case "settled":
            .settled(index: index, attempt: attempt, try result(), try disposition(), by: try text("by") ?? "")
        case "canceled": .canceled(index: index, by: try text("by") ?? "")
        case "expired": .expired(index: index, reason: try text("reason"))
        case "rejected": .rejected(index: index, reason: try text("reason") ?? "")
        case "suspended":
            .suspended(
                by: try text("by") ?? "",
                inProgress: try number("in_progress"),
                isAutomatic: try value("automatic")?.bool ?? false
            )
        case "resumed": .resumed(by: try text("by") ?? "")
        case "stopped":
            .stopped(
                canceled: try number("canceled") ?? 0,
                inProgress: try number("in_progress") ?? 0,
                by: try text("by")
            )
        case "added": .added(try Addition(bytes))
        case "finished": .finished
        case "reported": .reported
        default: throw JSONLineError(field: "event")
        }
    }

    private func value(_ name: StaticString) throws(JSONLineError) -> JSONSlice? {
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            if field.isNamed(name) { return field.value }
        }
        return nil
    }

    private func text(_ name: StaticString) throws(JSONLineError) -> String? { try value(name)?.string }

    private func number(_ name: StaticString) throws(JSONLineError) -> Int? { try value(name)?.int }

    private func result() throws(JSONLineError) -> AttemptResult { try AttemptResult(bytes) }
}

extension Optional {
    /// The value, or an error that names the field.
    func orFault(_ field: String) throws(JSONLineError) -> Wrapped {
        guard let self else { throw JSONLineError(field: field) }
        return self
    }
}

/// The number after a call id's last dash.
@inline(__always)
func callIndex(_ slice: JSONSlice) -> Int? {
    guard let quoted = slice.quoted else { return nil }
    var start = quoted.count
    while start > 0, quoted[start - 1] != UInt8(ascii: "-") { start -= 1 }
    return decimal(UnsafeRawBufferPointer(rebasing: quoted[start...]))
}
