internal import CallspoolCore

/// A line of mod_cdr_csv's `Master.csv`, in the template that it is delivered with (`example`): the four columns before the
/// channel's id are the end, the seconds from the beginning, those from the answer, and the cause.
struct FreeSWITCHRecord: Equatable, Sendable {
    /// The channel's id, which is ours.
    var id: String
    /// Seconds from the beginning to the end.
    var lasted: Int
    /// Seconds from the answer to the end; 0 when there was none.
    var answeredFor: Int
    /// How it ended.
    var cause: HangupCause

    private static let idColumn = 10

    /// Reads a line without its line feed; `nil` for one that is not a call, or is written after another template.
    init?(_ line: some Collection<UInt8>) {
        let fields = line.csvFields
        let place = FreeSWITCHRecord.idColumn
        guard fields.count > place, !fields[place].isEmpty, let lasted = Int(fields[place - 3]), lasted >= 0,
            let answeredFor = Int(fields[place - 2]), answeredFor >= 0,
            let cause = HangupCause(answer: "-ERR \(fields[place - 1])")
        else { return nil }
        id = fields[place]
        self.lasted = lasted
        self.answeredFor = answeredFor
        self.cause = cause
    }
}

extension FreeSWITCHRecord: KeptRecord {
    var isAnswered: Bool { answeredFor > 0 }
}
