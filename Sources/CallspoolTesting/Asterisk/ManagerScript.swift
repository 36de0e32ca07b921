/// How one call goes at a false Asterisk, as Asterisk 22.10.1 told of such calls.
public struct ManagerScript: Sendable {
    /// What happens.
    public enum Event: Sendable {
        /// It rings.
        case ringing
        /// It is answered.
        case answered
        /// The dialplan sets a variable.
        case variable(String, String)
        /// It was not answered; `DialStatus`, and the reason of the Originate's end.
        case failed(status: String?, reason: Int)
        /// It is over.
        case hangup(cause: Int, words: String, sip: Int?)
    }

    /// What happens, and how long after what happened before.
    public struct Step: Sendable {
        var after: Duration
        var event: Event
    }

    var steps: [Step]

    /// Makes a script.
    public init(_ steps: [(after: Duration, event: Event)]) {
        self.steps = steps.map { Step(after: $0.after, event: $0.event) }
    }

    /// It rings, is answered, and is over; with what `AMD()` says, if it is asked.
    public static func answered(
        ring: Duration = .zero,
        talk: Duration = .zero,
        detection: (status: String, cause: String)? = nil
    ) -> ManagerScript {
        var steps: [(Duration, Event)] = [(.zero, .ringing), (ring, .answered)]
        if let detection {
            steps.append((.zero, .variable("AMDSTATUS", detection.status)))
            steps.append((.zero, .variable("AMDCAUSE", detection.cause)))
        }
        return ManagerScript(steps + [(talk, .hangup(cause: 16, words: "Normal Clearing", sip: nil))])
    }

    /// Refused by the other side.
    public static func refused(_ status: String, cause: Int, words: String, sip: Int?) -> ManagerScript {
        ManagerScript([
            (.zero, .failed(status: status, reason: 0)), (.zero, .hangup(cause: cause, words: words, sip: sip)),
        ])
    }

    /// SIP 486.
    public static let busy = refused("BUSY", cause: 17, words: "User busy", sip: 486)

    /// Nothing is heard of the far end until the Originate's own limit.
    public static func silent(until limit: Duration) -> ManagerScript {
        ManagerScript([
            (limit, .failed(status: nil, reason: 3)),
            (.zero, .hangup(cause: 19, words: "User alerting, no answer", sip: 480)),
        ])
    }

    /// It rings until the Originate's own limit.
    public static func ringsOut(after limit: Duration) -> ManagerScript {
        ManagerScript([
            (.zero, .ringing), (limit, .failed(status: nil, reason: 3)),
            (.zero, .hangup(cause: 19, words: "User alerting, no answer", sip: 480)),
        ])
    }
}
