internal import CallspoolCore

/// What was reported of one placed attempt, and what is wrong with that.
struct AttemptStory {
    var placed: DialerTrial.Placed
    var reports: [AttemptReport]
    /// Whether an answered call must say since when it was.
    var mustTellAnswer = true

    /// Every rule of the protocol that the reports break.
    var faults: [String] {
        if placed.refusal != nil {
            return reports.isEmpty ? [] : ["place threw, and \(reports.count) reports came"]
        }
        return endFaults + orderFaults + timeFaults + answerFaults
    }

    private var ends: [AttemptEnd] {
        reports.compactMap { report in
            if case .ended(let end) = report.event { end } else { nil }
        }
    }

    private var endFaults: [String] {
        switch ends.count {
        case 1: []
        case 0: ["its end was not reported"]
        case let count: ["its end was reported \(count) times"]
        }
    }

    private var orderFaults: [String] {
        let ranks = reports.map(\.event.rank)
        var faults: [String] = []
        for (earlier, later) in zip(reports, reports.dropFirst()) where later.event.rank <= earlier.event.rank {
            faults.append("\(later.event.name) was reported after \(earlier.event.name)")
        }
        if let end = ranks.firstIndex(of: 2), end < ranks.count - 1 { faults.append("a report came after its end") }
        return faults
    }

    private var timeFaults: [String] {
        var faults: [String] = []
        var latest = placed.at
        for report in reports {
            if report.at < placed.at { faults.append("\(report.event.name) is dated before placing") }
            if report.at < latest { faults.append("\(report.event.name) is dated before what was reported earlier") }
            latest = max(latest, report.at)
        }
        return faults
    }

    private var answerFaults: [String] {
        guard let end = ends.first else { return [] }
        let isConnected = reports.contains { $0.event == .connected }
        var faults: [String] = []
        if mustTellAnswer, end.outcome == .answered, !isConnected, end.answeredAt == nil {
            faults.append("it ended as answered, and nothing says when it was")
        }
        if isConnected, end.outcome != .answered {
            faults.append("it was connected, and ended as \(end.outcome.rawValue)")
        }
        if let answeredAt = end.answeredAt, answeredAt < placed.at || answeredAt > (reports.last?.at ?? answeredAt) {
            faults.append("its answer is dated outside of the attempt")
        }
        return faults
    }
}

extension AttemptReport.Event {
    /// Its place in the order of a call.
    fileprivate var rank: Int {
        switch self {
        case .ringing: 0
        case .connected: 1
        case .ended: 2
        }
    }

    /// Its name in a fault.
    fileprivate var name: String {
        switch self {
        case .ringing: "ringing"
        case .connected: "connected"
        case .ended: "ended"
        }
    }
}
