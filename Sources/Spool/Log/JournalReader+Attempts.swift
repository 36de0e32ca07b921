import CallspoolCore

extension JournalReader {
    /// A call's attempts up to the one whose line stands somewhere, in the order in which they were made: read backwards
    /// from line to line.
    ///
    /// - Throws: `DiskError`; `StoreError` when the chain does not lead backwards to the beginning.
    func attempts(endingAt last: LogPosition?) throws -> [AttemptRecord] {
        var attempts: [AttemptRecord] = []
        var next = last
        while let position = next {
            let entry = try entry(at: position)
            guard let attempt = AttemptRecord(entry), entry.previous.map({ $0 < position }) ?? true else {
                let words = "cannot report a call's attempts: \(path) does not have one at byte \(position.value)"
                throw StoreError(.corrupt, words)
            }
            attempts.append(attempt)
            next = entry.previous
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
