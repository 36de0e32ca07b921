import CallspoolCore

/// A call's attempts, read backwards through its journal from line to line.
struct CallChain {
    private let journal: any OpenFile

    init(_ journal: any OpenFile) {
        self.journal = journal
    }

    /// The attempts up to the one whose line is at a place, in the order in which they were made.
    ///
    /// - Throws: `DiskError`; `StoreError` when the chain does not lead backwards to the beginning.
    func attempts(endingAt last: Int?) throws -> [AttemptRecord] {
        var attempts: [AttemptRecord] = []
        var place = last
        while let at = place {
            var reader = LineReader(journal, from: at, blockSize: 1024)
            let found: (AttemptRecord?, Int?)? = try reader.next { bytes, _ in
                let entry = try JournalLine(bytes).entry()
                return (AttemptRecord(entry), entry.previous)
            }
            guard let found, let attempt = found.0, found.1 ?? -1 < at else {
                let words = "cannot tell a call's attempts: \(journal.path) does not have one at byte \(at)"
                throw StoreError(.corrupt, words)
            }
            attempts.append(attempt)
            place = found.1
        }
        return attempts.reversed()
    }
}

extension AttemptRecord {
    /// The attempt that a line ends; `nil` for any other line.
    init?(_ entry: JournalEntry) {
        switch entry.event {
        case .ended(_, let attempt, let result, let disposition),
            .settled(_, let attempt, let result, let disposition, _):
            self.init(number: attempt, result: result, disposition: disposition)
        case .lost(_, let attempt, let result):
            self.init(number: attempt, result: result, disposition: .stuck)
        default: return nil
        }
    }
}
