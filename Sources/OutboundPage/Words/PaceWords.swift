internal import CallspoolCore
internal import Spool

/// The pace of the running program, in a sentence.
struct PaceWords: Sendable {
    /// The pace, or that nobody dials.
    var sentence: Sentence
    /// What holds all calls now; `nil` when nothing does.
    var hold: String?

    /// Looks at the spool.
    ///
    /// - Throws: `DiskError`.
    init(_ parts: PageParts) throws {
        let reader = parts.watch.reader
        guard try reader.isProgramAtWork(), let pace = try reader.pace() else {
            let tick = TickSchedule(minutes: parts.settings.ticks).next(after: try parts.programNow())
            sentence = "The dialler is not running; the next tick is at \(minute: tick)."
            hold = try reader.doNotCallHold(parts.settings, wall: parts.clock.wall)
            return
        }
        var words: Sentence = "\(pace.inProgress.counted("call")) in progress"
        if let rate = pace.rate { words = words + ", up to \(rate.tenths) a second" }
        if let heldBy = pace.heldBy { words = words + PaceWords.words(heldBy) }
        if let until = pace.rampsUntil { words = words + ", ramp until \(until)" }
        sentence = words + "."
        hold = pace.hold
    }

    /// What keeps the next call back, of which the program has a short name.
    private static func words(_ heldBy: String) -> Sentence {
        switch heldBy {
        case "spool calls_per_second": ", which is the settings' calls_per_second"
        case "spool concurrent_calls": ", as many at once as the settings' concurrent_calls allow"
        // Its end is told beside it.
        case "ramp": ""
        default: "; no new ones: \(heldBy)"
        }
    }
}

extension Double {
    /// With one decimal where it is not whole.
    fileprivate var tenths: String {
        let tenths = (self * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }
}
