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
    /// What a crash left in progress counts as never placed, and is dialled again.
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
    /// Which records were a batch that was not full is not kept.
    case forgottenBatch
    /// That everything was told, once it was, is believed of whatever line the journal ends with.
    case undatedCompletion
    /// Which of the numbers that are added cannot be dialled is not looked at.
    case forgottenRejections
    /// All campaigns weigh the same.
    case forgottenWeights
    /// Requests that fail are not made again.
    case deliveredOnce
    /// Of a callee's zones only the first is looked at.
    case forgottenZone
    /// The campaign's zone is taken for the callee's.
    case campaignZone
    /// Daylight saving is not heeded.
    case forgottenDaylightSaving
    /// The spool's calling hours bind nobody.
    case forgottenOuterHours
    /// The do-not-call lists are read once.
    case listReadOnce
    /// How old the spool's list is does not matter.
    case forgottenAge
    /// Who wants no more calls is not put on the list.
    case unwantedForgotten
    /// Each campaign counts the attempts for itself.
    case limitsPerCampaign
    /// One attempt a day more than allowed.
    case dayOffByOne
    /// The pace begins at the whole.
    case noRamp
    /// The trunks' own caps are not heeded.
    case forgottenTrunkCaps
    /// What waits for its window or its limit never comes back by itself.
    case forgottenPostponed
    /// Ten configuration faults in a row suspend nobody.
    case forgottenConfigurationFaults
    /// Starts at the full hour are not moved.
    case forgottenShift
    /// A trunk at whose far end nobody listens is not told from callees who do not answer.
    case deafToSilence
    /// A list that was dialled is taken again as soon as it is done.
    case forgottenDigest
}
