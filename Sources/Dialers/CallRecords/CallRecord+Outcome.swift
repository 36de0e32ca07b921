internal import CallspoolCore

extension CallRecord.Disposition {
    /// What it says of a call of which nothing better is known.
    ///
    /// Asterisk writes `NO ANSWER` for much that never rang: before its ring limit such a call may have been busy,
    /// declined or a wrong number, and is called unreachable.
    func outcome(rangOut: Bool) -> Outcome {
        switch self {
        case .answered: .answered
        case .noAnswer: rangOut ? .noAnswer : .unreachable
        case .busy: .busy
        case .congestion: .congestion
        case .failed: .carrierError
        }
    }
}
