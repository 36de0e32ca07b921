package import CallspoolCore
package import Spool

extension CampaignOverview {
    /// Where the campaign is in its life, in a word or two; instants have their day where it is not that of `now`.
    ///
    /// - Parameters:
    ///   - now: the machine's now.
    ///   - isRunning: whether a program is running.
    ///   - isHeld: whether all its waiting calls are held by calling hours or by a list.
    /// - Returns: the words.
    package func state(_ now: Timestamp, isRunning: Bool = true, isHeld: Bool = false) -> String {
        // What was stopped did not end as one that is done did.
        if hold == .stopped, place.isDone || isFinished { return "stopped" }
        if place.isDone { return "done" }
        if isFinished { return "finished" }
        switch hold {
        case .stopped: return "stopped"
        case .suspended: return "suspended"
        case nil: break
        }
        if let start = acceptance.campaign.start, !isStarted { return "from \(start.iso8601.prefix(16))Z" }
        if counts.dialing > 0 { return isRunning ? "dialling" : "interrupted" }
        if isHeld { return "held" }
        if fresh == 0, let nextRetry { return "retry \(nextRetry.clock(now))" }
        return counts.pending > 0 ? "queued" : "held"
    }

    private var suspendedBy: String? {
        if case .suspended(let by) = hold { by } else { nil }
    }

    /// The campaign as one line of JSON.
    ///
    /// - Parameters:
    ///   - now: the machine's now.
    ///   - isRunning: whether a program is running.
    ///   - heldBy: why all its waiting calls are held, if they are.
    /// - Returns: the line.
    package func jsonLine(_ now: Timestamp, isRunning: Bool = true, heldBy: String? = nil) -> [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("campaign", acceptance.campaign.name)
            line.field("state", state(now, isRunning: isRunning, isHeld: heldBy != nil))
            line.field("accepted_at", acceptedAt)
            line.field("numbers", counts.all)
            line.field("pending", counts.pending)
            line.field("dialing", counts.dialing)
            line.field("completed", counts.completed)
            line.field("failed", counts.failed)
            line.field("canceled", counts.canceled)
            line.field("rejected", counts.rejected)
            line.field("stuck", counts.stuck)
            line.field("unreported", lag.unreported.count)
            line.field("unreported_since", lag.unreported.since)
            line.field("unshipped", lag.unshipped.count)
            line.field("unshipped_since", lag.unshipped.since)
            line.field("next_try_at", lag.nextTry?.at)
            line.field("last_failure", lag.nextTry?.why)
            // One that is held has no next attempt.
            line.field("next_retry_at", hold == nil ? nextRetry : nil)
            line.field("held_by", heldBy)
            line.field("suspended_by", suspendedBy)
            line.field("stopped_by", stoppedBy)
            line.field("at_work", isRunning)
        }
        return writer.bytes
    }
}

extension CampaignOverview {
    /// What is said of a campaign that is over when somebody asks when it ends, as one line of JSON.
    package var endLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("campaign", place.folder.name)
            line.field("pending", counts.pending)
            line.field("dialing", counts.dialing)
            line.field("finished", isFinished)
            line.field("completed", counts.completed)
            line.field("failed", counts.failed)
        }
        return writer.bytes
    }
}
