import CallspoolCore
import CallspoolTesting

@testable import Dialers

/// A recording heard by the calls' machine, and what it made of each call.
struct Replay {
    /// What became of one Originate; times in seconds since it was sent.
    struct Story: Equatable {
        var ringing: Double?
        var answered: Double?
        var ended: Double?
        var end: AttemptEnd?
        /// How many ends were reported.
        var ends = 0
        /// Whether what was reported was in its order.
        var isOrdered = true
    }

    /// By action id, in the order in which they were sent.
    private(set) var stories: [(originate: Recording.Originate, story: Story)] = []

    /// Hears a recording.
    ///
    /// - Parameters:
    ///   - recording: which.
    ///   - order: puts the messages of the recording in another order.
    /// - Throws: when the recording is not the manager interface's.
    init(
        _ recording: Recording,
        order: ([(at: Double, message: ManagerMessage)]) -> [(at: Double, message: ManagerMessage)] = { $0 }
    ) throws {
        var calls = AsteriskCalls()
        let originates = try recording.originates
        var toSend = originates[...]
        var reports: [AttemptReport] = []
        for (at, message) in order(try recording.messages) {
            while let next = toSend.first, next.at <= at {
                toSend.removeFirst()
                let attempt = Attempt.sample(index: Int32(originates.count - toSend.count))
                _ = calls.begin(AsteriskCall(attempt, ids: next.ids), Timestamp(seconds: next.at))
            }
            let now = Timestamp(seconds: at)
            reports += calls.expired(now)
            if let event = AsteriskEvent(message) { reports += calls.heard(event, now) }
        }
        let last = recording.blocks.last?.at ?? 0
        reports += calls.expired(Timestamp(seconds: last + 10))
        for (index, originate) in zip(Int32(1)..., originates) {
            let own = reports.filter { $0.key.index == index }
            stories.append((originate, Story(own, since: originate.at)))
        }
    }
}

extension Replay.Story {
    fileprivate init(_ reports: [AttemptReport], since start: Double) {
        for report in reports {
            if ends > 0 { isOrdered = false }
            let at = Double(report.at.milliseconds) / 1000 - start
            if let latest = [ringing, answered].compactMap({ $0 }).max(), at < latest { isOrdered = false }
            switch report.event {
            case .ringing:
                if ringing != nil || answered != nil { isOrdered = false }
                ringing = at
            case .connected:
                if answered != nil { isOrdered = false }
                answered = at
            case .ended(let end):
                ended = at
                self.end = end
                ends += 1
            }
        }
    }
}

extension Timestamp {
    fileprivate init(seconds: Double) {
        self.init(milliseconds: Int64((seconds * 1000).rounded()))
    }
}
