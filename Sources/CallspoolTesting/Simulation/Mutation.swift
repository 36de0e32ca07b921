/// A defect put into the program on purpose: the audit must find it, or it proves nothing.
public enum Mutation: String, CaseIterable, Sendable {
    /// A file's sync does nothing.
    case skippedSync
    /// A folder's sync does nothing.
    case skippedFolderSync
    /// One call more at once than allowed.
    case capOffByOne
    /// A tenth more calls a second than allowed.
    case hastyPace
    /// The campaign's own cap is not heeded.
    case forgottenCampaignCap
    /// What a crash left under way counts as never placed, and is dialled again.
    case forgottenCalls
    /// A stop is taken note of, and nothing follows.
    case forgottenStop
    /// One attempt more than allowed.
    case attemptTooMany
    /// The start is not waited for.
    case forgottenStart
    /// The expiry is not heeded.
    case forgottenExpiry
    /// The wait between attempts is cut short.
    case hastyRetry
    /// Status records are written twice.
    case recordTwice
    /// The last status record of a commit is not written.
    case recordLost
    /// What became of deliveries is not kept.
    case forgottenAcknowledgement
    /// All campaigns weigh the same.
    case forgottenWeights
    /// Requests that fail are not made again.
    case deliveredOnce
}
