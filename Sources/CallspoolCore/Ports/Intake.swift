/// The taking in of campaign files: one pass over the drop zone.
public protocol Intake: Sendable {
    /// Takes or refuses every file that is ready; one that can be neither taken nor refused holds up no other.
    ///
    /// - Parameters:
    ///   - now: the program's now, from which relative times are reckoned.
    ///   - wall: the machine's now, to which files' ages are compared.
    /// - Returns: what was done, and when a file that was left because it may still be growing will be ready.
    /// - Throws: `StoreError` when the drop zone or the queue cannot be worked with; what was dropped stays there.
    func step(_ now: Timestamp, wall: Timestamp) async throws -> IntakeReport
}

/// What one pass over the drop zone did.
public struct IntakeReport: Equatable, Sendable {
    /// A campaign that was accepted.
    public struct Accepted: Equatable, Sendable {
        /// Its name, which may have got a suffix.
        public var campaign: String
        /// Its file's name.
        public var file: String
        /// How many numbers.
        public var total: Int
        /// How many of them cannot be dialled.
        public var rejected: Int
        /// What the user should know.
        public var warnings: [Diagnostic]
        /// Whether the numbers were added to a campaign that was there before.
        public var isAddition = false
        /// URLs that did not answer as they should, which the user should know even of a tick that says nothing else.
        public var unanswered: [Diagnostic]

        /// Makes a row.
        public init(
            campaign: String,
            file: String,
            total: Int,
            rejected: Int,
            warnings: [Diagnostic],
            unanswered: [Diagnostic] = []
        ) {
            self.campaign = campaign
            self.file = file
            self.total = total
            self.rejected = rejected
            self.warnings = warnings
            self.unanswered = unanswered
        }
    }

    /// A file that was refused.
    public struct Refused: Equatable, Sendable {
        /// Its name.
        public var file: String
        /// Its name in `rejected/`: another one where that was taken, or too long for the reasons beside it.
        public var keptAs: String
        /// The first reason, and how many there are.
        public var reasons: [Diagnostic]

        /// Makes a row.
        public init(file: String, keptAs: String? = nil, reasons: [Diagnostic]) {
            self.file = file
            self.keptAs = keptAs ?? file
            self.reasons = reasons
        }
    }

    /// What was accepted.
    public var accepted: [Accepted] = []
    /// What was refused.
    public var refused: [Refused] = []
    /// Files that could be neither taken nor refused for now, and why.
    public var postponed: [String] = []
    /// What lies in the drop zone and is never taken, a sentence each.
    public var untaken: [String] = []
    /// Files that were removed from the drop zone because a program that ended had taken them in, a sentence each.
    public var removed: [String] = []
    /// How long until the youngest file that was left will have been still for long enough; `nil` when none was left.
    public var readyIn: Duration?

    /// Makes an empty report.
    public init() {}
}
