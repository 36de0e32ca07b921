internal import CallspoolCore
internal import Spool

// What somebody is shown who may not see whole numbers. The caller id stays: it is the spool's own.

extension CallRow {
    /// The row without whole numbers.
    func masked(_ mask: NumberMask) -> CallRow {
        guard mask.isOn else { return self }
        var row = self
        row.job = job.masked(mask)
        row.reason = reason.map(mask.text)
        row.last = last?.masked(mask)
        return row
    }
}

extension CallHistory {
    /// The story without whole numbers.
    func masked(_ mask: NumberMask) -> CallHistory {
        guard mask.isOn else { return self }
        var tale = self
        tale.row = row.masked(mask)
        tale.acceptance = acceptance.masked(mask)
        tale.entries = entries.map { $0.masked(mask) }
        tale.record.tries = record.tries.map { line in
            var line = line
            line.why = line.why.map(mask.text)
            return line
        }
        return tale
    }
}

extension CallJob {
    fileprivate func masked(_ mask: NumberMask) -> CallJob {
        var job = self
        job.phoneNumber = mask.number(phoneNumber)
        job.messageReference = messageReference.map(mask.text)
        job.parameters = parameters.map { Parameter(key: mask.text($0.key), value: mask.text($0.value)) }
        job.postDial = postDial.map(mask.text)
        return job
    }
}

extension AttemptResult {
    fileprivate func masked(_ mask: NumberMask) -> AttemptResult {
        var result = self
        result.codes.engineCause = codes.engineCause.map(mask.text)
        return result
    }
}

extension Acceptance {
    fileprivate func masked(_ mask: NumberMask) -> Acceptance {
        var acceptance = self
        acceptance.file = mask.text(file)
        return acceptance
    }
}

extension JournalEntry {
    fileprivate func masked(_ mask: NumberMask) -> JournalEntry {
        var entry = self
        entry.event = event.masked(mask)
        return entry
    }
}

extension JournalEvent {
    fileprivate func masked(_ mask: NumberMask) -> JournalEvent {
        switch self {
        case .accepted(let acceptance): return .accepted(acceptance.masked(mask))
        case .ended(let index, let attempt, let result, let disposition):
            return .ended(index: index, attempt: attempt, result.masked(mask), disposition)
        case .lost(let index, let attempt, let result):
            return .lost(index: index, attempt: attempt, result.masked(mask))
        case .settled(let index, let attempt, let result, let disposition, let by):
            let masked = result.masked(mask)
            return .settled(index: index, attempt: attempt, masked, disposition, by: mask.text(by))
        case .canceled(let index, let by): return .canceled(index: index, by: mask.text(by))
        case .expired(let index, let reason): return .expired(index: index, reason: reason.map(mask.text))
        case .rejected(let index, let reason): return .rejected(index: index, reason: mask.text(reason))
        case .suspended(let by, let inProgress, let isAutomatic):
            return .suspended(by: mask.text(by), inProgress: inProgress, isAutomatic: isAutomatic)
        case .resumed(let by): return .resumed(by: mask.text(by))
        case .added(var addition):
            addition.file = mask.text(addition.file)
            return .added(addition)
        case .started, .dialing, .ringing, .connected, .stopped, .finished, .reported: return self
        }
    }
}
