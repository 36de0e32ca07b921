/// Reasons of rejection, counted by what they have in common: quoted texts and figures are left out.
struct RejectionTally: Equatable, Sendable {
    /// Reasons are made from people's lists; as many as this are told apart.
    private static let most = 200
    private static let others = "other reasons"

    private(set) var reasons: [String: Int] = [:]

    mutating func add(_ reason: String) {
        add(RejectionTally.common(reason), 1)
    }

    mutating func add(_ other: RejectionTally) {
        for (reason, count) in other.reasons { add(reason, count) }
    }

    private mutating func add(_ reason: String, _ count: Int) {
        let isRoom = reasons.count < RejectionTally.most || reasons[reason] != nil
        reasons[isRoom ? reason : RejectionTally.others, default: 0] += count
    }

    /// `"12345" is too short` becomes `"…" is too short`, and `as number 17` becomes `as number #`.
    static func common(_ reason: String) -> String {
        var common = ""
        var isQuoted = false
        var isEscaped = false
        for character in reason {
            if character == "\"", !isEscaped {
                isQuoted.toggle()
                common += isQuoted ? "\"…" : "\""
            } else if !isQuoted, !(character.isASCII && character.isNumber) {
                common.append(character)
            } else if !isQuoted, common.last != "#" {
                common.append("#")
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return common
    }
}
