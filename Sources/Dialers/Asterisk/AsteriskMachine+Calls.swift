internal import CallspoolCore

// Calls.
extension AsteriskMachine {
    /// Of a call that was sent, and of which there is no channel: it was taken and never came, or its end was not told.
    private mutating func inquire(_ call: AsteriskCall, _ limit: Duration, _ now: Timestamp) -> Inquiry {
        let isThere = [call.ids.channel, call.ids.other].contains { $0.map { mirror[$0] != nil } ?? false }
        let isDue = call.hasArrived || now - call.since > limit + times.overdue
        guard case .ready = phase, mirror.isComplete, call.stage == .inProgress, !isThere, isDue,
            call.soughtSince == nil
        else { return .live }
        calls.forget(call, now)
        let at = call.latest
        return call.answeredAt == nil ? .unknown : .ended(call.lostEnd(at: at), at: at)
    }

    /// Whether it is still to be seen whether it can be reached at all.
    var isUndecided: Bool {
        switch phase {
        case .fresh, .open(_, _, after: nil): true
        case .open, .ready, .down: false
        }
    }

    /// Whether one more call would have to wait.
    var mustWait: Bool {
        if case .ready = phase { return calls.inProgress >= settings.window }
        return isUndecided
    }

    var outage: Outage? {
        switch phase {
        case .fresh, .ready: nil
        case .open(_, _, let outage): outage
        case .down(let outage): outage
        }
    }

    /// An attempt is to be placed.
    mutating func place(_ order: OriginateOrder, _ now: Timestamp) -> Placing {
        if mustWait { return .wait }
        if let outage { return .refused(outage.error) }
        if let error = contacts.error { return .refused(error) }
        let ids = order.call.ids
        guard mirror[ids.channel] == nil, calls.begin(order.call, now) else {
            return .refused(EngineError("cannot place \(ids.action): a call of this id is in progress already"))
        }
        outbox += order.bytes
        unsent.append(ids.action)
        return .placed
    }

    /// What is known of an attempt, also of the previous run's.
    ///
    /// While there is no connection a call is told to be live: when it is back, it is followed to its end or given up,
    /// and one of both is reported.
    mutating func inquire(_ attempt: Attempt, _ now: Timestamp) -> (Inquiry, [AttemptReport]) {
        let ids = AsteriskIDs(attempt, isLocal: settings.isLocal)
        if let call = calls[ids.action] { return (inquire(call, attempt.campaignRef.campaign.ringTimeout, now), []) }
        if let outage {
            guard now - outage.since < times.away else { return (.unknown, []) }
            _ = calls.begin(AsteriskCall(attempt, ids: ids), now)
            return (.live, [])
        }
        guard [ids.channel, ids.other].contains(where: { $0.map { mirror[$0] != nil } ?? false }) else {
            return (.unknown, [])
        }
        _ = calls.begin(AsteriskCall(attempt, ids: ids), now)
        let reports = calls.settle(mirror, of: ids.action, lostAt: now, now)
        askWhoAnswered(calls.answered(in: mirror, of: ids.action))
        return (.live, reports)
    }
}

// What is asked, and told, of channels and of the trunk's far end.
extension AsteriskMachine {
    /// What the dialplan found out of those who answered while nobody listened is asked for.
    mutating func askWhoAnswered(_ answered: [AsteriskCalls.AnsweredChannel]) {
        for (attempt, channel) in answered {
            for variable in Detection.variables {
                outbox += ChannelQuestion(attempt: attempt, variable: variable).bytes(channel: channel)
            }
        }
    }

    /// Told when it changes, not for each call.
    mutating func heard(_ sight: ContactSight) {
        let wasThere = !contacts.areUnreachable
        contacts.heard(sight)
        guard wasThere == contacts.areUnreachable, let endpoint = contacts.endpoint else { return }
        let words =
            contacts.areUnreachable
            ? "nobody answers at the endpoint `\(endpoint)`" : "the endpoint `\(endpoint)` answers"
        notes.append("asterisk at \(settings.place): \(words), by its qualify")
    }
}
