import CallspoolCore

/// Where each call of a campaign is told, so that any of them can be shown without reading the journal again.
///
/// 13 bytes a number: where the last line stands that ended an attempt or the call, the outcome, and the order in which
/// calls became final.
struct CallIndex: Sendable {
    /// Where the line stands that ended the call or its last attempt; 0 is none, for the first line of a journal ends no call.
    private var positions: [UInt64]
    /// The last outcome, by its place in the list of all; `none` before an attempt ended.
    private var outcomes: [UInt8]
    /// The calls that are final, in the order in which they became so.
    private(set) var final: [UInt32] = []

    private static let none = UInt8.max
    private static let codes = Dictionary(uniqueKeysWithValues: zip(Outcome.allCases, UInt8(0)...))

    init(total: Int) {
        positions = Array(repeating: 0, count: total)
        outcomes = Array(repeating: CallIndex.none, count: total)
    }

    /// Where the last line of a call is that ended it or an attempt of it; `nil` before there is one.
    func position(of call: Int) -> LogPosition? {
        guard positions.indices.contains(call - 1), positions[call - 1] > 0 else { return nil }
        return LogPosition(Int(positions[call - 1]))
    }

    /// How a call's last attempt ended, or what ended the call without one; `nil` before.
    func outcome(of call: Int) -> Outcome? {
        guard outcomes.indices.contains(call - 1), outcomes[call - 1] != CallIndex.none else { return nil }
        return Outcome.allCases[Int(outcomes[call - 1])]
    }

    /// Takes in a line of the journal.
    mutating func take(_ line: LogLine) {
        switch line.change {
        case .ended(let call, let outcome, let disposition, _),
            .settled(let call, let outcome, let disposition):
            note(call, outcome, line.position)
            if case .final = disposition { end(call) }
        case .lost(let call, _, let result): note(call, result.outcome, line.position)
        case .closed(let call, let status):
            note(call, CallIndex.outcome(ofClosed: status), line.position)
            end(call)
        case .added(let count, _):
            guard count >= 0, positions.count + count <= Int(Int32.max) else { return }
            positions.append(contentsOf: repeatElement(0, count: count))
            outcomes.append(contentsOf: repeatElement(CallIndex.none, count: count))
        case .dialing, .ringing, .connected, .suspended, .resumed, .stopped, .started, .finished, .nothing: break
        }
    }

    /// What ends a call without an attempt.
    private static func outcome(ofClosed status: FinalStatus) -> Outcome? {
        switch status {
        case .canceled: .canceled
        case .failed: .expired
        case .completed, .rejected: nil
        }
    }

    private mutating func note(_ call: Int, _ outcome: Outcome?, _ position: LogPosition) {
        guard positions.indices.contains(call - 1) else { return }
        positions[call - 1] = UInt64(position.value)
        if let outcome { outcomes[call - 1] = CallIndex.codes[outcome] ?? CallIndex.none }
    }

    private mutating func end(_ call: Int) {
        if positions.indices.contains(call - 1) { final.append(UInt32(call)) }
    }
}
