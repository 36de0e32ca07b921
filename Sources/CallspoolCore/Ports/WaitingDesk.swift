/// Where campaign files wait for pickup, for people who want something of one before it is accepted.
public protocol WaitingDesk: Sendable {
    /// Carries out a request as far as it concerns files that wait: one that is stopped or canceled is withdrawn, one that
    /// is suspended will be suspended from its acceptance on.
    ///
    /// Durable when it returns. Calls nothing of the queue.
    ///
    /// - Throws: `StoreError`.
    func carryOut(_ request: ControlRequest) async throws -> WaitingAnswer
}

/// What became of a request in `incoming/`.
public struct WaitingAnswer: Equatable, Sendable {
    /// What is to become of the request itself.
    public enum Passage: Equatable, Sendable {
        /// It is for the queue, too.
        case passOn
        /// It is carried out in full.
        case done
        /// It waits for the pickup of a file.
        case stays
    }

    /// A file that it concerned.
    public struct Row: Equatable, Sendable {
        /// Its name.
        public var file: String
        /// The campaign that it would have become, or does become.
        public var campaign: String

        /// Makes a row.
        public init(file: String, campaign: String) {
            self.file = file
            self.campaign = campaign
        }
    }

    /// The files that it concerned.
    public var rows: [Row]
    /// What is to become of the request.
    public var passage: Passage
    /// The campaign that a file has become which the request names, if it has: the request waits under that name now.
    public var campaign: String?

    /// Makes an answer.
    public init(rows: [Row] = [], passage: Passage, campaign: String? = nil) {
        self.rows = rows
        self.passage = passage
        self.campaign = campaign
    }
}

extension ControlRequest {
    /// What became of a file, for people and the log.
    public func words(_ row: WaitingAnswer.Row) -> String {
        switch action {
        case .stop, .cancel:
            "\(row.campaign): withdrawn before it was picked up; \(row.file) is in rejected/, "
                + "and none of its numbers is called"
        case .suspend:
            "\(row.campaign): suspended before it was picked up; \(row.file) is accepted, and not dialled until resumed"
        case .resume: "\(row.campaign): not suspended any more; \(row.file) is picked up as the others are"
        case .settle: ""
        }
    }
}
