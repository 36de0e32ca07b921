internal import CallspoolCore

/// A line that a program wrote: the protocol of `docs/engines/command.md`.
enum ProgramLine: Equatable, Sendable {
    /// Its first line.
    case hello(ProgramHello)
    /// Anything after it.
    case event(ProgramEvent)
}

/// How a program introduces itself.
struct ProgramHello: Equatable, Sendable {
    /// The protocol's version that it speaks.
    var version: Int
    /// Its own name for itself.
    var name: String?
    /// Whether it can tell of the calls of the process before it.
    var keepsCalls = false
}

/// What a program says of an attempt.
struct ProgramEvent: Equatable, Sendable {
    /// What it says.
    enum Kind: Equatable, Sendable {
        /// It has the attempt.
        case placed
        /// It rings.
        case ringing
        /// It was answered.
        case answered
        /// It is over.
        case ended(ProgramEnd)
        /// It was not placed, and will not be.
        case refused(ProgramEnd)
        /// The answer to `inquire`: it is in progress.
        case live
        /// The answer to `inquire`: nothing is known of it.
        case unknown
        /// The answer to `inquire`: it was certainly not placed.
        case neverPlaced
    }

    /// The attempt's id, as it was placed.
    var id: String
    /// When it happened, if the program says.
    var at: Timestamp?
    /// What it says.
    var kind: Kind
}

/// How a program says that an attempt ended; whatever it leaves out is `nil`.
struct ProgramEnd: Equatable, Sendable {
    var outcome: Outcome?
    var calleeType: CalleeType?
    var codes = EngineCodes()
    var answeredAt: Timestamp?
    var retryAfter: Duration?
    /// Whether the ring limit ended it.
    var ringLimitReached = false
}

/// A line that is none of the protocol's.
struct ProgramFault: Error, Equatable, Sendable {
    /// What is wrong with it.
    var message: String
}
