internal import CallspoolCore

/// Files that somebody uploaded, and what a look at them found.
struct Draft: Sendable {
    /// What becomes of it.
    enum State: Equatable, Sendable {
        /// It waits for a word.
        case waiting
        /// It is in progress into `incoming/`.
        case going
        /// It lies there, under that name.
        case gone(String)
    }

    /// A word that nobody guesses; also the name of its folder.
    let id: String
    /// Who uploaded it.
    let owner: String
    /// When.
    let made: Timestamp
    /// Its folder; pickup never looks there.
    let folder: String
    /// The campaign file's name.
    let file: String
    /// What was found.
    let findings: DraftFindings
    /// What becomes of it.
    var state = State.waiting

    /// The campaign file.
    var path: String { "\(folder)/\(file)" }
}
