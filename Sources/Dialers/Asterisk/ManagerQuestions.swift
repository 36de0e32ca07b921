/// Questions to Asterisk that are not about a call, and what was answered so far.
struct ManagerQuestions: Sendable {
    private struct Answer: Sendable {
        var messages: [ManagerMessage] = []
        var isComplete = false
    }

    private var answers: [String: Answer] = [:]

    /// Something is asked under an id.
    mutating func asked(_ id: String) {
        answers[id] = Answer()
    }

    /// The server said something, perhaps an answer: one message, or a list with a beginning and an end.
    mutating func heard(_ message: ManagerMessage) {
        guard !answers.isEmpty, let id = message["ActionID"], answers[id] != nil else { return }
        answers[id]?.messages.append(message)
        let isResponse = message["Response"] != nil
        let isWhole = isResponse && !message.has("EventList", "start")
        if isWhole || message.has("EventList", "Complete") { answers[id]?.isComplete = true }
    }

    /// Whether the answer is not all there.
    func isOpen(_ id: String) -> Bool { answers[id].map { !$0.isComplete } ?? false }

    /// Takes an answer; empty when there was none.
    mutating func take(_ id: String) -> [ManagerMessage] {
        answers.removeValue(forKey: id)?.messages ?? []
    }

    /// Nothing more comes.
    mutating func giveUp() {
        answers = [:]
    }
}
