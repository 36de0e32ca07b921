internal import CallspoolCore

/// How much somebody may put into the log: a few lines a minute, and the number of those that were left out.
struct WarningBudget: Sendable {
    /// How many lines a minute.
    static let most = 20
    /// The longest line, in characters.
    static let longest = 500

    private var minute: Int64 = -1
    private var count = 0
    private var left = 0

    /// What is to be logged when somebody says this.
    mutating func admit(_ words: @autoclosure () -> String, _ now: Timestamp) -> [String] {
        var admitted: [String] = []
        let current = now.seconds / 60
        if current != minute {
            if left > 0 { admitted.append("\(left) more lines were left out of the log") }
            (minute, count, left) = (current, 0, 0)
        }
        count += 1
        if count <= Self.most {
            admitted.append(String(words().prefix(Self.longest)))
        } else {
            left += 1
        }
        return admitted
    }
}
