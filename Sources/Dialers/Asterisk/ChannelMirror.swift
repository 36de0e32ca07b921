/// The channels that Asterisk has, all of them, kept up to date by its events: so a question about a call of a former
/// life needs no round trip, and cannot be overtaken by its hangup.
struct ChannelMirror: Sendable {
    private var states: [String: AsteriskEvent.ChannelState] = [:]
    /// Channels that ended while a list was under way, and may still stand in it.
    private var ended: Set<String> = []
    private var isListing = false
    /// Whether it is complete: a list was read since the connection was made.
    private(set) var isComplete = false

    /// A new connection: nothing is known until a list is read.
    mutating func begin() {
        self = ChannelMirror()
        isListing = true
    }

    /// The list is read, or cannot be had.
    mutating func listed(isComplete: Bool) {
        isListing = false
        ended = []
        self.isComplete = isComplete
    }

    /// A channel began, or stands in the list.
    mutating func found(_ id: String, _ state: AsteriskEvent.ChannelState, isNew: Bool) {
        guard isNew || !ended.contains(id) else { return }
        // What an event said is newer than a list.
        if states[id] == nil { states[id] = state }
    }

    /// A channel's state changed.
    mutating func became(_ id: String, _ state: AsteriskEvent.ChannelState) {
        guard let old = states[id], old != .up else { return }
        states[id] = state
    }

    /// A channel is over.
    mutating func hungUp(_ id: String) {
        states[id] = nil
        if isListing { ended.insert(id) }
    }

    /// How far a channel is; `nil` when there is none.
    subscript(id: String) -> AsteriskEvent.ChannelState? { states[id] }

    /// How many there are.
    var count: Int { states.count }
}
