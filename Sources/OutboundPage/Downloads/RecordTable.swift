internal import CallspoolCore
internal import Presentation

/// Records that stand a line each as JSON, as lines of CSV (RFC 4180).
struct RecordTable {
    /// The columns, which are the contract's keys; what a key holds that is not a single value stands there as JSON.
    let columns: [StaticString]
    /// Who may not see whole numbers sees them so.
    let mask: NumberMask

    /// Attempts.
    static func calls(_ mask: NumberMask) -> RecordTable {
        RecordTable(
            columns: [
                "n", "at", "campaign", "call_id", "phone_number", "ani", "message_reference", "attempt", "max_attempts",
                "outcome", "class", "callee_type", "dialed_at", "ringing_at", "answered_at", "ended_at", "duration",
                "sip_status", "q850_cause", "engine", "engine_cause", "next", "next_attempt_at",
            ],
            mask: mask
        )
    }

    /// Status records.
    static func status(_ mask: NumberMask) -> RecordTable {
        RecordTable(
            columns: [
                "n", "at", "campaign", "call_id", "phone_number", "ani", "message_reference", "call_parameters",
                "status",
                "outcome", "reason", "callee_type", "attempts", "max_attempts", "queued_timestamp",
                "last_attempt_timestamp", "start_timestamp", "end_timestamp", "reattempt_wait", "duration",
            ],
            mask: mask
        )
    }

    /// The first line.
    var head: [UInt8] { Array((columns.map(\.description).joined(separator: ",") + "\r\n").utf8) }

    /// The line of a record; one that cannot be read, which somebody's editor may have left, is left out.
    func line(_ record: UnsafeRawBufferPointer) -> [UInt8] {
        var cells = Array(repeating: "", count: columns.count)
        do {
            var fields = JSONFields(record)
            while let field = try fields.next() {
                guard let place = columns.firstIndex(where: field.isNamed) else { continue }
                cells[place] = shown(field.value, at: place)
            }
        } catch {
            return []
        }
        return Array((cells.map(\.csvCell).joined(separator: ",") + "\r\n").utf8)
    }

    private func shown(_ value: JSONSlice, at place: Int) -> String {
        if value.isNull { return "" }
        let key = columns[place].description
        // Figures are ours; a text is masked unless its column is listed as harmless, and so is what is in an object.
        if let text = value.string { return mask.value(text, of: key) }
        return String(decoding: mask.json(Array(value.bytes)), as: UTF8.self)
    }
}
