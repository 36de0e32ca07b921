import CallspoolCore

/// Some lines of a journal, understood for a report: what can be counted without knowing what was before is counted
/// here, on all cores; what cannot, is noted in its order.
struct ReportBlock: ReplayedBlock {
    /// Something that changes what is known of one call.
    enum Note: Sendable {
        /// It went out through one of several trunks.
        case placed(index: Int, trunk: String)
        /// An attempt ended.
        case ended(index: Int, Ending)
        /// It is final without an attempt; no outcome where a number is not dialled.
        case closed(index: Int, Outcome?)
    }

    let journal: JournalBlock
    private(set) var tally = AttemptTally()
    private(set) var notes: [Note] = []
    /// When the last line `finished` was written, if there is one; a line `added` after it takes it back.
    private(set) var finishedAt: Timestamp??

    init(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        var reading = Reading()
        journal = JournalBlock(bytes, at: offset) { line, bytes, at throws(JSONLineError) in
            try reading.take(line, bytes, at)
        }
        (tally, notes, finishedAt) = (reading.tally, reading.notes, reading.finishedAt)
    }

    private struct Reading {
        var tally = AttemptTally()
        var notes: [Note] = []
        var finishedAt: Timestamp??

        mutating func take(
            _ line: JournalLine,
            _ bytes: UnsafeRawBufferPointer,
            _ at: Timestamp
        ) throws(JSONLineError) {
            if line.isEvent("dialing") {
                tally.place(at)
                if let trunk = line.trunk { notes.append(.placed(index: line.index, trunk: trunk)) }
            } else if line.isEvent("ended") || line.isEvent("settled") {
                let ended = try EndedLine(bytes)
                tally.end(ended)
                notes.append(.ended(index: line.index, ended.ending))
            } else if line.isEvent("canceled") {
                notes.append(.closed(index: line.index, .canceled))
            } else if line.isEvent("expired") {
                notes.append(.closed(index: line.index, .expired))
            } else if line.isEvent("rejected") {
                if case .rejected(_, let reason) = try line.entry().event { tally.reject(reason) }
                notes.append(.closed(index: line.index, nil))
            } else if line.isEvent("finished") {
                finishedAt = .some(at)
            } else if line.isEvent("added") {
                finishedAt = .some(nil)
            }
        }
    }
}
