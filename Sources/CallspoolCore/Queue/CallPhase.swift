/// Where a call is in its life, in the words that users read.
public enum CallPhase: String, CaseIterable, Sendable {
    /// Waits for its first or its next attempt.
    case queued
    /// An attempt is in progress.
    case dialing
    /// An attempt was answered and goes on.
    case connected
    /// An attempt's outcome was lost.
    case stuck
    /// Final: answered.
    case completed
    /// Final: not answered, or expired.
    case failed
    /// Final: taken out of the queue.
    case canceled
    /// Final: never dialled.
    case rejected

    /// The phase in which a call stays.
    public init(_ status: FinalStatus) {
        switch status {
        case .completed: self = .completed
        case .failed: self = .failed
        case .canceled: self = .canceled
        case .rejected: self = .rejected
        }
    }
}

extension CampaignQueue {
    /// Where a call is; `nil` for one that the campaign does not have.
    public func phase(_ index: Int) -> CallPhase? {
        guard index >= 1, index <= total else { return nil }
        switch states[index - 1].phase {
        case .queued, .waiting: return .queued
        case .dialing: return inProgress[index]?.answeredAt == nil ? .dialing : .connected
        case .stuck: return .stuck
        case .completed: return .completed
        case .failed: return .failed
        case .canceled: return .canceled
        case .rejected: return .rejected
        }
    }

    /// How a call ended; `nil` while it has not.
    public func finalStatus(_ index: Int) -> FinalStatus? {
        guard index >= 1, index <= total else { return nil }
        switch states[index - 1].phase {
        case .queued, .waiting, .dialing, .stuck: return nil
        case .completed: return .completed
        case .failed: return .failed
        case .canceled: return .canceled
        case .rejected: return .rejected
        }
    }
}
