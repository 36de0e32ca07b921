public import CallspoolCore

/// What became of a campaign, summed up: plain figures, for whoever shows them.
public struct CampaignReport: Sendable {
    /// The campaign.
    public internal(set) var campaign: Campaign
    /// When it was accepted.
    public internal(set) var acceptedAt: Timestamp
    /// When the first attempt was made.
    public internal(set) var firstAttemptAt: Timestamp?
    /// When the last attempt was made.
    public internal(set) var lastAttemptAt: Timestamp?
    /// When the last call became final; `nil` while there are others.
    public internal(set) var finishedAt: Timestamp?
    /// The last instant in the journal.
    public internal(set) var latest: Timestamp
    /// The calls by where they are.
    public internal(set) var numbers = QueueCounts()
    /// How many attempts were made, those in progress included.
    public internal(set) var placed = 0
    /// How attempts and calls ended, the most frequent first.
    public internal(set) var outcomes: [Row<Outcome>] = []
    /// The classes of the attempts' outcomes, the most frequent first; `calls` are final ones by their last attempt's.
    public internal(set) var classes: [Row<OutcomeClass>] = []
    /// Who or what was met, the most frequent first.
    public internal(set) var calleeTypes: [Row<CalleeType>] = []
    /// How many attempts the final calls took.
    public internal(set) var attemptsNeeded: [AttemptsNeeded] = []
    /// Attempts by the hour of the day in which they were dialled, in the campaign's zone: 24 rows.
    public internal(set) var hours: [OutcomeTally] = []
    /// Attempts by the quarter hour in which they were dialled; those without any are left out.
    public internal(set) var quarters: [Quarter] = []
    /// From the first ring to the answer, or to the end.
    public internal(set) var ring = Spans()
    /// From the first ring to the answer, of those that were answered.
    public internal(set) var ringToAnswer = Spans()
    /// From the answer to the end.
    public internal(set) var talk = Spans()
    /// Why numbers were rejected, quoted texts and figures left out, the most frequent first.
    public internal(set) var rejections: [(reason: String, calls: Int)] = []
    /// The trunks, where there are several.
    public internal(set) var trunks: [Trunk] = []
    /// How far the reporting lags behind.
    public internal(set) var reporting = ReportingLag()
    /// What became of the records; `nil` without a `result_url`.
    public internal(set) var shipping: Shipping?

    /// How many attempts and how many final calls something is true of.
    public struct Row<Key: Sendable>: Sendable {
        /// What.
        public var key: Key
        /// Of the attempts that are over.
        public var attempts: Int
        /// Of the calls that are final.
        public var calls: Int
    }

    /// Calls that took so many attempts.
    public struct AttemptsNeeded: Equatable, Sendable {
        /// How many attempts.
        public var attempts: Int
        /// How many final calls took them.
        public var calls: Int
        /// How many of those were answered.
        public var completed: Int
    }

    /// Attempts that were dialled in one quarter hour.
    public struct Quarter: Equatable, Sendable {
        /// When it begins.
        public var at: Timestamp
        /// The attempts.
        public var tally: OutcomeTally

        /// Makes a quarter hour.
        public init(at: Timestamp, tally: OutcomeTally = OutcomeTally()) {
            self.at = at
            self.tally = tally
        }
    }

    /// Spans of one kind.
    ///
    /// Median and 95th percentile are off by at most 0.8 %; the others are exact.
    public struct Spans: Equatable, Sendable {
        /// How many there are.
        public var count = 0
        /// All of them together.
        public var total = Duration.zero
        /// Half of them are no longer.
        public var median: Duration?
        /// Nineteen of twenty are no longer.
        public var percentile95: Duration?
        /// The longest.
        public var most: Duration?

        /// The mean; `nil` without any.
        public var mean: Duration? { count == 0 ? nil : total / count }
    }

    /// What went out through one trunk.
    public struct Trunk: Equatable, Sendable {
        /// Its name.
        public var name: String
        /// How many attempts.
        public var attempts: Int
        /// How many of those were answered.
        public var answered: Int
    }

    /// How far the status side is behind.
    public struct ReportingLag: Equatable, Sendable {
        /// Final calls without a status record yet.
        public var unreported = 0
        /// When the first of those ended.
        public var oldest: Timestamp?
    }

    /// What became of the records that are told.
    public struct Shipping: Sendable {
        /// The receiver has them.
        public var taken = 0
        /// Not taken, and kept in the undelivered file.
        public var undelivered = 0
        /// Failed, and tried again.
        public var retried = 0
        /// Not tried yet.
        public var waiting = 0
        /// How many were taken, by the number of the try.
        public var takenAtTry: [(attempt: Int, records: Int)] = []
        /// From the end of the call to the receiver's answer.
        public var delay = Spans()
    }

    /// Attempts that are over, of all hours.
    public var attempts: OutcomeTally {
        hours.reduce(OutcomeTally(), +)
    }

    /// Calls that are final.
    public var final: Int { numbers.completed + numbers.failed + numbers.canceled + numbers.rejected }

    /// From the first attempt to the end of the last call, or to the last event so far.
    public var duration: Duration? { firstAttemptAt.map { max(.zero, (finishedAt ?? latest) - $0) } }
}
