internal import CallspoolCore
internal import HeapModule

/// The calls that are in progress, and what of them is due when: the simulator's state, a plain value.
///
/// A call waits for one event at a time, so the heap is as long as there are calls, and its elements are small; what is
/// known of a call lies still in its slot meanwhile. A call that is over leaves nothing behind, but for one whose end
/// was lost.
struct SimulatedCalls: Sendable {
    private struct Due: Comparable, Sendable {
        var at: Timestamp
        /// Keeps events of one instant in the order in which they were asked for.
        var sequence: UInt64
        var slot: Int

        static func < (left: Due, right: Due) -> Bool {
            left.at == right.at ? left.sequence < right.sequence : left.at < right.at
        }
    }

    private var due = Heap<Due>()
    private var lastSequence: UInt64 = 0
    private var slots: [SimulatedCall] = []
    private var freeSlots: [Int] = []
    private var slotOfAttempt: [AttemptKey: Int] = [:]
    private var lostEnds: [AttemptKey: Timestamp] = [:]
    private var lostForGood: Set<AttemptKey> = []
    /// Reports of calls that took no time; they never were in the tables.
    private var instantReports: [AttemptReport] = []
    /// Until when the player sleeps; `nil` when it is awake and will look at everything before it sleeps again.
    private var sleepsUntil: Timestamp?

    /// What there is to do for whoever plays the calls.
    enum Work: Sendable {
        /// Hand these over.
        case report([AttemptReport])
        /// Sleep until then, or until woken; `nil` is until woken.
        case sleep(until: Timestamp?)
    }

    /// Takes in a placed call.
    ///
    /// - Returns: whether the player has to be woken, because it sleeps past the call's first event.
    mutating func add(_ attempt: AttemptKey, _ script: CallScript, placedAt: Timestamp) -> Bool {
        var call = SimulatedCall(attempt: attempt, script: script, placedAt: placedAt)
        if script.endedAfter == .zero {
            repeat {
                if let report = call.play() { instantReports.append(report) }
            } while call.next != nil
            finish(call)
            return wake(for: placedAt)
        }
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(call) } else { slots[slot] = call }
        slotOfAttempt[attempt] = slot
        return schedule(slot, at: call.due)
    }

    /// What is due by now, in order; when nothing is, how long to sleep, and from then on calls of `add` say when to
    /// wake up earlier.
    mutating func work(now: Timestamp) -> Work {
        sleepsUntil = nil
        var reports: [AttemptReport] = []
        swap(&reports, &instantReports)
        while let next = due.min, next.at <= now {
            due.removeMin()
            if let report = play(next.slot) { reports.append(report) }
        }
        if !reports.isEmpty { return .report(reports) }
        let next = due.min?.at
        sleepsUntil = next ?? .never
        return .sleep(until: next)
    }

    /// How many calls are in the tables.
    var count: Int { slotOfAttempt.count }

    /// How many calls there is room for: as many as were ever in progress at once.
    var slotCount: Int { slots.count }

    /// Whether the call is in progress, its end not yet handed over.
    func isLive(_ attempt: AttemptKey) -> Bool {
        // The scan is over what one hand-over takes, and inquiries are rare.
        slotOfAttempt[attempt] != nil
            || instantReports.contains { $0.key == attempt.key && $0.attempt == attempt.number }
    }

    /// When a call ended whose end was lost and is known.
    func lostEnd(of attempt: AttemptKey) -> Timestamp? {
        lostEnds[attempt]
    }

    /// Whether a call's end was lost and nobody knows it.
    func isLostForGood(_ attempt: AttemptKey) -> Bool {
        lostForGood.contains(attempt)
    }

    private mutating func play(_ slot: Int) -> AttemptReport? {
        let report = slots[slot].play()
        if slots[slot].next == nil {
            let call = slots[slot]
            slotOfAttempt[call.attempt] = nil
            freeSlots.append(slot)
            finish(call)
        } else {
            // Nobody is to be woken: it is the player who asks.
            _ = schedule(slot, at: slots[slot].due)
        }
        return report
    }

    private mutating func finish(_ call: SimulatedCall) {
        switch call.script.ending {
        case .lostButKnown: lostEnds[call.attempt] = call.endsAt
        case .lost: lostForGood.insert(call.attempt)
        case .reported, .refused: break
        }
    }

    private mutating func schedule(_ slot: Int, at instant: Timestamp) -> Bool {
        lastSequence += 1
        due.insert(Due(at: instant, sequence: lastSequence, slot: slot))
        return wake(for: instant)
    }

    private mutating func wake(for instant: Timestamp) -> Bool {
        guard let until = sleepsUntil, instant < until else { return false }
        sleepsUntil = nil
        return true
    }
}

extension Timestamp {
    /// After every instant.
    fileprivate static let never = Timestamp(milliseconds: .max)
}
