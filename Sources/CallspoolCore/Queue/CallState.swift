/// The state of one call in two bytes: a campaign of ten million numbers holds ten million of these and no objects.
struct CallState: Equatable, Sendable {
    /// Where a call is in its life.
    enum Phase: UInt16, CaseIterable, Sendable {
        /// Never attempted; goes to dialing, canceled, failed (expired) or rejected.
        case queued
        /// Attempted, and to be attempted again; goes to dialing, canceled or failed (expired).
        case waiting
        /// An attempt is in progress; goes to waiting, completed, failed or stuck.
        case dialing
        /// An attempt's outcome was lost; goes to waiting, completed or failed.
        case stuck
        /// Final: answered.
        case completed
        /// Final: not answered.
        case failed
        /// Final: taken out of the queue.
        case canceled
        /// Final: never dialled, not diallable.
        case rejected
    }

    private var raw: UInt16 = 0

    init() {}

    var phase: Phase {
        // The bits are written below only, from a phase.
        get { Phase(rawValue: raw & 0xF) ?? .queued }
        set { raw = raw & ~0xF | newValue.rawValue }
    }

    /// The tries so far; each count stops at 15, above every budget.
    var tries: Tries {
        get { Tries(counted: Int(raw >> 4 & 0xF), trunk: Int(raw >> 8 & 0xF)) }
        set { raw = raw & 0xF | UInt16(min(newValue.counted, 15)) << 4 | UInt16(min(newValue.trunk, 15)) << 8 }
    }
}

/// A call that waits for another attempt: 16 bytes.
struct WaitingCall: Comparable, Sendable {
    /// UNIX seconds of the earliest next attempt; a retry's instant is a whole second.
    var due: UInt32
    var index: UInt32
    /// Where the line that ended its last attempt stands, in the low 56 bits, its tries in the high 8: an entry whose tries are not
    /// the call's any more is stale.
    private var position: UInt64

    init(due: Timestamp, index: Int, previous: LogPosition?, tries: Tries) {
        self.due = UInt32(clamping: due.seconds)
        self.index = UInt32(index)
        position = UInt64(previous?.value ?? 0) | UInt64(tries.all) << 56
    }

    var previous: LogPosition? { triesInAll == 0 ? nil : LogPosition(Int(position & 0xFF_FFFF_FFFF_FFFF)) }
    var triesInAll: Int { Int(position >> 56) }
    var dueAt: Timestamp { Timestamp(seconds: Int64(due)) }

    static func < (left: WaitingCall, right: WaitingCall) -> Bool {
        (left.due, left.index) < (right.due, right.index)
    }
}
