internal import CallspoolCore

extension FreeSWITCHMachine {
    /// What is to be done because of what happened.
    struct Orders: Equatable, Sendable {
        /// To be handed over.
        var reports: [AttemptReport] = []
        /// The answers to inquiries, by the number they were given.
        var answers: [Int: Inquiry] = [:]
        /// What FreeSWITCH says to commands, by the number they were given; `nil` for one that was not answered.
        var texts: [Int: String?] = [:]
        /// To be told to a person.
        var words: [String] = []
        /// Whether it has come back after it could not be worked with.
        var isBack = false
        /// Whether those who wait to place may try again.
        var hasRoom = false
        /// Why the connection is to be given up, if it is.
        var fault: String?
    }

    /// What became of a wish to place an attempt.
    enum Placing: Equatable, Sendable {
        /// It is in progress.
        case sent
        /// Wait until there is room, and wish again.
        case wait
        /// It was not placed.
        case refused(EngineError)
    }

    /// Why no call can be placed.
    struct Failure: Equatable, Sendable {
        var words: String
        var outcome: Outcome
        var since: Timestamp
    }
}
