internal import CallspoolCore

/// The channels that a pair's other half dials on to, where its dialplan runs `Dial()`: how these end is how the call ended.
///
/// The half itself ends as its dialplan does, mostly with a plain `Hangup()`, which is cause 16 whatever became of the
/// callee.
struct DialledLegs: Equatable, Sendable {
    /// One channel.
    struct Leg: Equatable, Sendable {
        var id: String
        var wasDialled = false
        var dialStatus: String?
        var hangup: AsteriskHangup?

        var isOver: Bool { dialStatus != nil && hangup != nil }
    }

    /// What `Dial()` leaves in the dialplan; it is all there is where it could not make a channel.
    static let variable = "DIALSTATUS"

    /// In the order in which they were heard of.
    private var legs: [Leg] = []
    /// `DIALSTATUS` of the other half.
    var status: String?

    /// A channel of the call is there.
    mutating func seen(_ id: String) {
        _ = place(of: id)
    }

    /// A channel is dialled.
    mutating func dialled(_ id: String) {
        legs[place(of: id)].wasDialled = true
    }

    /// The dialling of a channel is over.
    mutating func dialEnded(_ id: String, _ status: String) {
        dialled(id)
        legs[place(of: id)].dialStatus = status
    }

    /// A channel is over.
    mutating func hungUp(_ id: String, _ hangup: AsteriskHangup) {
        legs[place(of: id)].hangup = hangup
    }

    /// Whether nothing more is to come of any of them.
    var areOver: Bool { legs.allSatisfy { !$0.wasDialled || $0.isOver } }

    /// Whether they say how the call ended.
    var isExplained: Bool { deciding?.isOver == true && areOver }

    /// The one whose end is the callee's: the last that was not left for another one, nor by our own limit.
    var deciding: Leg? {
        legs.last { $0.wasDialled && $0.dialStatus != "CANCEL" && ($0.hangup != nil || $0.dialStatus != nil) }
    }

    /// Whether `Dial()` was run and made no channel.
    var isUnplaced: Bool { status == "CHANUNAVAIL" && !legs.contains { $0.wasDialled } }

    private mutating func place(of id: String) -> Int {
        if let place = legs.firstIndex(where: { $0.id == id }) { return place }
        legs.append(Leg(id: id))
        return legs.count - 1
    }
}

extension DialledLegs.Leg {
    /// What its end means.
    func outcome(_ signs: AttemptSigns) -> Outcome {
        // The 487 of a call that `Dial()` ended at its own limit answers our CANCEL, and says no more.
        let isAnsweredCancel = dialStatus == "NOANSWER" && hangup?.sipStatus == 487
        if let hangup, !hangup.isMereEnd, !isAnsweredCancel {
            return Outcome(codes: EngineCodes(sipStatus: hangup.sipStatus, q850Cause: hangup.cause), signs: signs)
        }
        return switch dialStatus {
        case "BUSY": .busy
        case "CONGESTION": .congestion
        case "CHANUNAVAIL": .carrierError
        // `Dial()`'s own limit, or somebody at this end hung up.
        case _?: signs.ringing ? .noAnswer : .unreachable
        // It was never said that it is over: the server went down under it.
        case nil: hangup?.cause == 16 ? (signs.ringing ? .noAnswer : .unreachable) : .carrierError
        }
    }
}

extension AsteriskHangup {
    /// Whether it says no more than that a channel is over.
    var isMereEnd: Bool { sipStatus == nil && (cause == nil || cause == 0 || cause == 16) }
}
