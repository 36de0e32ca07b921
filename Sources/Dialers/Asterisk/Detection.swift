internal import CallspoolCore

/// What the dialplan found out about who answered.
struct Detection: Equatable, Sendable {
    private var status: String?
    private var cause: String?
    private var callee: CalleeType?

    /// The variables that tell something: those of `AMD()`, and one by which a dialplan says it itself.
    static let variables = ["AMDSTATUS", "AMDCAUSE", "CALLSPOOL_CALLEE"]

    /// The types that an answered call can have.
    private static let answering: [CalleeType] = [.voice, .answeringmachine, .fax, .unknown]

    /// Takes in a variable that the dialplan set.
    mutating func set(_ name: String, _ value: String) {
        switch name {
        case "AMDSTATUS": status = value
        case "AMDCAUSE": cause = value
        case "CALLSPOOL_CALLEE": callee = Detection.answering.first { $0.rawValue == value }
        default: break
        }
    }

    /// Takes in a variable that was asked for: one that is set already was heard of since.
    mutating func learn(_ name: String, _ value: String) {
        guard !value.isEmpty else { return }
        switch name {
        case "AMDSTATUS" where status != nil, "AMDCAUSE" where cause != nil, "CALLSPOOL_CALLEE" where callee != nil:
            break
        default: set(name, value)
        }
    }

    /// Who answered; what the dialplan says itself goes before `AMD()`.
    var calleeType: CalleeType {
        if let callee { return callee }
        return switch status {
        case "HUMAN": .voice
        case "MACHINE": .answeringmachine
        default: .unknown
        }
    }

    /// Asterisk's own words, verbatim; `nil` when there was no detection.
    var words: String? {
        guard let status, !status.isEmpty else { return nil }
        guard let cause, !cause.isEmpty else { return status }
        return "\(status) \(cause)"
    }
}
