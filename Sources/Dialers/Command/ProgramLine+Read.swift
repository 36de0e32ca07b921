internal import CallspoolCore

extension ProgramLine {
    /// Reads a line, without its line feed.
    ///
    /// Fields that are not known are skipped, so that a program may say more than this version reads. Codes out of
    /// their range are as good as absent; a word that is none of the vocabulary is a fault, because to guess it would be
    /// to guess what became of a call.
    ///
    /// - Throws: `ProgramFault`.
    init(_ line: [UInt8]) throws(ProgramFault) {
        let draft = line.withUnsafeBytes { bytes in
            Result { () throws(ProgramFault) in try ProgramLineDraft(bytes) }
        }
        self = try draft.get().line
    }
}

/// The fields of a line as they come, in any order.
private struct ProgramLineDraft {
    private var event: String?
    private var id: String?
    private var at: Timestamp?
    private var hello = ProgramHello(version: 0)
    private var end = ProgramEnd()

    /// The longest text of an engine's own that a record carries.
    private static let longestCause = 255

    init(_ bytes: UnsafeRawBufferPointer) throws(ProgramFault) {
        var fields = JSONFields(bytes)
        while true {
            let field: JSONFields.Field?
            do throws(JSONLineError) {
                field = try fields.next()
            } catch {
                throw ProgramFault(message: "no JSON object at byte \(error.offset)")
            }
            guard let field else { return }
            if field.value.isNull { continue }
            try take(field)
        }
    }

    private mutating func take(_ field: JSONFields.Field) throws(ProgramFault) {
        let value = field.value
        switch true {
        case field.isNamed("event"): event = value.string
        case field.isNamed("id"): id = value.string
        case field.isNamed("at"): at = try instant(value, "at")
        case field.isNamed("protocol"): hello.version = value.int ?? 0
        case field.isNamed("name"): hello.name = value.string.map { String($0.prefix(64)) }
        case field.isNamed("keeps_calls"): hello.keepsCalls = value.bool ?? false
        case field.isNamed("outcome"): end.outcome = try outcome(value)
        case field.isNamed("callee_type"): end.calleeType = try word(value, "callee_type")
        case field.isNamed("sip_status"): end.codes.sipStatus = whole(value, 100...699)
        case field.isNamed("q850_cause"): end.codes.q850Cause = whole(value, 0...127)
        case field.isNamed("engine_cause"):
            end.codes.engineCause = value.string.map { String($0.prefix(Self.longestCause)) }
        case field.isNamed("answered_at"): end.answeredAt = try instant(value, "answered_at")
        case field.isNamed("retry_after"): end.retryAfter = whole(value, 0...86_400).map { .seconds($0) }
        case field.isNamed("ring_limit_reached"): end.ringLimitReached = value.bool ?? false
        default: break
        }
    }

    /// What the fields come to.
    var line: ProgramLine {
        get throws(ProgramFault) {
            guard let event else { throw ProgramFault(message: "no `event`") }
            if event == "hello" { return .hello(hello) }
            guard let id, !id.isEmpty else { throw ProgramFault(message: "`\(event.prefix(32))` without an `id`") }
            let kind: ProgramEvent.Kind =
                switch event {
                case "placed": .placed
                case "ringing": .ringing
                case "answered": .answered
                case "ended": .ended(end)
                case "refused": .refused(end)
                case "live": .live
                case "unknown": .unknown
                case "never_placed": .neverPlaced
                default: throw ProgramFault(message: "there is no event `\(event.prefix(32))`")
                }
            return .event(ProgramEvent(id: id, at: at, kind: kind))
        }
    }

    private func whole(_ value: JSONSlice, _ range: ClosedRange<Int>) -> Int? {
        value.int.flatMap { range.contains($0) ? $0 : nil }
    }

    private func outcome(_ value: JSONSlice) throws(ProgramFault) -> Outcome {
        let outcome: Outcome = try word(value, "outcome")
        // It is callspool's to say that a campaign expired.
        guard outcome != .expired else { throw ProgramFault(message: "`expired` is not an outcome of a call") }
        return outcome
    }

    private func word<Word: RawRepresentable>(
        _ value: JSONSlice,
        _ name: String
    ) throws(ProgramFault) -> Word where Word.RawValue == String {
        let text = value.string ?? ""
        guard let word = Word(rawValue: text) else {
            throw ProgramFault(message: "`\(text.prefix(32))` is not a valid `\(name)`")
        }
        return word
    }

    /// ISO 8601 in UTC, or UNIX seconds.
    private func instant(_ value: JSONSlice, _ name: String) throws(ProgramFault) -> Timestamp {
        if let instant = value.timestamp { return instant }
        if let seconds = value.double, seconds >= 0, seconds < 1e11 {
            return Timestamp(milliseconds: Int64(seconds * 1000))
        }
        throw ProgramFault(message: "`\(name)` is neither UNIX seconds nor ISO 8601 as in 2026-01-31T09:15:00.000Z")
    }
}
