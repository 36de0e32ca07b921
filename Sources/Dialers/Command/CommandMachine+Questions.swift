internal import CallspoolCore

extension CommandMachine {
    /// What can be said to somebody who asks.
    enum Reply: Equatable, Sendable {
        /// This.
        case known(Inquiry)
        /// Nothing yet: ask again with `reply` when something has changed.
        case wait
    }

    /// Somebody asks what became of an attempt.
    ///
    /// An attempt whose answer cannot be waited for is said to be live: it is asked for as soon as the program can
    /// answer, and its end is reported then.
    mutating func ask(_ attempt: Attempt, _ now: Timestamp) -> Reply {
        let (id, key) = (attempt.id, AttemptKey(attempt))
        if unwritten.contains(where: { $0.id == id }) { return .known(.live) }
        switch life {
        case .resting(.distantFuture, _): return .known(calls[id] == nil ? .unknown : .live)
        case .resting: return follow(id, key, now)
        case .speaking where calls[id] == nil && !keepsCalls: return .known(.unknown)
        case .speaking where longestSilence(now) >= times.answer: return follow(id, key, now)
        case .unborn, .greeting, .speaking:
            questions[id, default: Question(attempt: key, since: now)].isAwaited = true
            return .wait
        }
    }

    /// What can be said by now to somebody who asked at an instant.
    mutating func reply(to attempt: Attempt, askedAt: Timestamp, _ now: Timestamp) -> Reply {
        guard let question = questions[attempt.id], question.isAwaited else { return .known(.live) }
        if let answer = question.answer {
            questions[attempt.id] = nil
            return .known(answer)
        }
        if life == .speaking, !keepsCalls, calls[attempt.id] == nil {
            questions[attempt.id] = nil
            return .known(.unknown)
        }
        let limit = life == .speaking ? times.answer : times.hello
        if case .resting = life { return follow(attempt.id, question.attempt, now) }
        return now - askedAt < limit ? .wait : follow(attempt.id, question.attempt, now)
    }

    /// How long the oldest inquiry that this process was sent has been without an answer.
    func longestSilence(_ now: Timestamp) -> Duration {
        let oldest = questions.values.compactMap { $0.answer == nil ? $0.sentAt : nil }.min()
        return oldest.map { now - $0 } ?? .zero
    }

    /// The attempt's end is reported when it is found out; nobody waits for it here.
    private mutating func follow(_ id: String, _ key: AttemptKey, _ now: Timestamp) -> Reply {
        questions[id, default: Question(attempt: key, since: now)].isAwaited = false
        if calls[id] == nil {
            calls[id] = ProgramCall(key, at: now)
            calls[id]?.isConfirmed = true
        }
        return .known(.live)
    }

    /// The ends of the attempts that no answer has come for in too long.
    mutating func lost(_ now: Timestamp) -> [AttemptReport] {
        let overdue = questions.filter { !$0.value.isAwaited && now - $0.value.since >= times.lost }.map(\.key)
        return overdue.sorted()
            .compactMap { id in
                confirm(id)
                questions[id] = nil
                return calls.removeValue(forKey: id)
                    .map { call in
                        var call = call
                        return call.lost(at: now)
                    }
            }
    }

    /// The ends of the attempts that a process which keeps none cannot know.
    mutating func forgotten(_ now: Timestamp) -> [AttemptReport] {
        let all = calls.sorted { $0.key < $1.key }
        calls = [:]
        questions = questions.filter { $0.value.isAwaited }
        return all.map { _, call in
            var call = call
            return call.lost(at: now)
        }
    }
}
