/// What a person asks of a running program, by a file in `control/` or by a command.
public struct ControlRequest: Hashable, Sendable {
    /// What is asked.
    public enum Action: String, CaseIterable, Sendable {
        /// No new attempt ever; the calls that wait are canceled.
        case stop
        /// No new attempt until resumed.
        case suspend
        /// Attempts go on.
        case resume
        /// One call is taken out of the queue.
        case cancel
        /// Calls whose outcome was lost get what was found out.
        case settle
    }

    /// What is asked.
    public var action: Action
    /// Of whom.
    public var target: ControlTarget
    /// Who asks, as it will stand in the journal.
    public var by: String
    /// What a `settle` says of each call.
    public var settlements: [Settlement]

    /// Makes a request.
    public init(_ action: Action, _ target: ControlTarget, by: String, settlements: [Settlement] = []) {
        self.action = action
        self.target = target
        self.by = by
        self.settlements = settlements
    }

    /// Makes a request of whom a word means that a person or a file's name says.
    public init(_ action: Action, _ word: String, by: String, settlements: [Settlement] = []) {
        self.init(action, ControlTarget(word, of: action), by: by, settlements: settlements)
    }

    /// Whether a campaign, or a call of it, may be meant.
    public func concerns(_ campaign: String) -> Bool {
        switch target {
        case .all: true
        case .campaign(let name): name == campaign
        case .call(let id): id.hasPrefix(campaign + "-")
        case .settlements: settlements.contains { $0.callID.hasPrefix(campaign + "-") }
        }
    }
}

/// What became of a request, a row for each campaign that it concerned.
public struct ControlAnswer: Equatable, Sendable {
    /// What became of it in one campaign.
    public struct Row: Equatable, Sendable {
        /// The campaign.
        public var campaign: String
        /// Calls that were waiting and will not be made (stop, cancel) or not be made for now (suspend); calls settled.
        public var held: Int
        /// Calls that were in progress already and will still go out.
        public var inProgress: Int
        /// Whether anything changed.
        public var changed: Bool

        /// Makes a row.
        public init(campaign: String, held: Int, inProgress: Int, changed: Bool) {
            self.campaign = campaign
            self.held = held
            self.inProgress = inProgress
            self.changed = changed
        }
    }

    /// A row a campaign; empty when the request concerned none.
    public var rows: [Row]

    /// Makes an answer.
    public init(rows: [Row] = []) {
        self.rows = rows
    }
}
