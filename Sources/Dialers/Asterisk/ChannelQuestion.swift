/// A question for a variable of a call's channel; its action's id says whose and which, so nothing need be kept of it.
struct ChannelQuestion: Equatable, Sendable {
    /// The attempt's action id, which has no colon.
    var attempt: String
    var variable: String

    private static let prefix = "callspool:var:"

    init(attempt: String, variable: String) {
        (self.attempt, self.variable) = (attempt, variable)
    }

    /// The question that an action id belongs to; `nil` for another's.
    init?(action: String) {
        guard action.hasPrefix(ChannelQuestion.prefix) else { return nil }
        let parts = action.dropFirst(ChannelQuestion.prefix.count).split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        (variable, attempt) = (String(parts[0]), String(parts[1]))
    }

    /// The action that asks; empty for a channel whose name cannot be sent.
    func bytes(channel: String) -> [UInt8] {
        var action = ManagerAction("Getvar", id: "\(ChannelQuestion.prefix)\(variable):\(attempt)")
        do throws(ManagerAction.Fault) {
            try action.add("Channel", channel)
            try action.add("Variable", variable)
        } catch {
            return []
        }
        return action.bytes
    }
}
