/// The channels that Asterisk has, all of them, kept up to date by its events: so a question about a call of a previous
/// life needs no round trip, and cannot be overtaken by its hangup.
struct ChannelMirror: Sendable {
    private struct Entry: Sendable {
        var state: AsteriskEvent.ChannelState
        var name: String
    }

    private var entries: [String: Entry] = [:]
    /// Channels that ended while a list was in progress, and may still stand in it.
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
    mutating func found(_ id: String, _ state: AsteriskEvent.ChannelState, _ sight: ChannelSight) {
        guard sight.isNew || !ended.contains(id) else { return }
        // What an event said is newer than a list.
        if entries[id] == nil { entries[id] = Entry(state: state, name: sight.name) }
    }

    /// A channel's state changed.
    mutating func became(_ id: String, _ state: AsteriskEvent.ChannelState) {
        guard let old = entries[id]?.state, old != .up else { return }
        entries[id]?.state = state
    }

    /// A channel is over.
    mutating func hungUp(_ id: String) {
        entries[id] = nil
        if isListing { ended.insert(id) }
    }

    /// How far a channel is; `nil` when there is none.
    subscript(id: String) -> AsteriskEvent.ChannelState? { entries[id]?.state }

    /// The name of a channel, by which Asterisk is asked about it.
    func name(of id: String) -> String? { entries[id]?.name }

    /// How many there are.
    var count: Int { entries.count }
}
