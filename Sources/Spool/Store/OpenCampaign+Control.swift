import CallspoolCore

extension OpenCampaign {
    /// Holds the campaign because it cannot go on.
    func suspendByItself(_ why: String, _ now: Timestamp) {
        guard queue.hold == nil, !hasClaims else { return }
        note(.suspended(by: why), now)
    }

    /// Carries out a stop, a suspension or a resumption; `false` when it changes nothing.
    func carryOut(_ request: ControlRequest, _ now: Timestamp) -> Bool {
        switch (request.action, queue.hold) {
        case (.stop, .stopped), (.suspend, .stopped), (.suspend, .suspended), (.resume, .stopped), (.resume, nil):
            return false
        case (.stop, nil), (.stop, .suspended):
            note(.stopped(canceled: queue.counts.pending, onTheirWay: queue.counts.dialing), now)
        case (.suspend, nil): note(.suspended(by: request.by), now)
        case (.resume, .suspended): note(.resumed(by: request.by), now)
        case (.cancel, _): return false
        }
        return true
    }
}
