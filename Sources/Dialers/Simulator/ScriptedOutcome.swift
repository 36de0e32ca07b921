internal import CallspoolCore

/// What a simulated attempt is to do, before its times are known.
enum ScriptedOutcome: Equatable, Sendable {
    /// It ends so, unanswered, with the outcome's usual codes.
    case ends(Outcome)
    /// The network blocks it with the 603 that only its phrase tells from a decline.
    case blockedByPhrase
    /// Answered, after ringing and for as long as the settings say.
    case answered(by: CalleeType)
    /// Answered just before the ring limit.
    case answeredLate
    /// Answered at once, and hung up in under a second.
    case answeredBriefly
    /// Answered, and on the line for ten minutes.
    case answeredLong
    /// Answered; ringing and answer are not reported when they happen, the end tells of the answer.
    case answeredUnannounced
    /// Answered; its end is never reported. `known`: an inquiry learns of it.
    case lost(known: Bool)
    /// Not placed: the engine refuses it with this outcome.
    case refused(Outcome)
}
