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
    /// Of whom: a campaign's name, `all`, for `cancel` a call id; for `settle` a name of the request's own.
    public var target: String
    /// Who asks, as it will stand in the journal.
    public var by: String
    /// What a `settle` says of each call.
    public var settlements: [Settlement]

    /// Makes a request.
    public init(_ action: Action, _ target: String, by: String, settlements: [Settlement] = []) {
        self.action = action
        self.target = target
        self.by = by
        self.settlements = settlements
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
        /// Calls that were on their way already and will still go out.
        public var onTheirWay: Int
        /// Whether anything changed.
        public var changed: Bool

        /// Makes a row.
        public init(campaign: String, held: Int, onTheirWay: Int, changed: Bool) {
            self.campaign = campaign
            self.held = held
            self.onTheirWay = onTheirWay
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
