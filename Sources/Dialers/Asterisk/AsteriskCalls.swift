internal import CallspoolCore

/// The attempts that Asterisk has, and which of its channels is whose.
struct AsteriskCalls: Sendable {
    private struct Owner: Sendable {
        var action: String
        var half: AsteriskCall.Half
    }

    private struct Grace: Sendable {
        var ends: Timestamp
        var action: String
    }

    /// How long what is still missing of a call that is over is waited for.
    static let grace = Duration.seconds(1)

    private var calls: [String: AsteriskCall] = [:]
    private var owners: [String: Owner] = [:]
    /// In the order in which they end, because each is as long as the others.
    private var graces: [Grace] = []
    private var firstGrace = 0
    /// How many were sent and have not shown up yet.
    private(set) var inProgress = 0
    /// How long the call records of those that ended unheard are waited for; `nil` where there are none.
    private let patience: Duration?
    /// Those that are looked for in the call records.
    private var soughtActions: Set<String> = []

    init(waitingForRecords patience: Duration? = nil) {
        self.patience = patience
    }

    /// How many there are.
    var count: Int { calls.count }

    /// The call of an action id.
    subscript(action: String) -> AsteriskCall? { calls[action] }

    /// Takes in an attempt that is about to be sent; `false` when there is one of that id.
    mutating func begin(_ call: AsteriskCall, _ now: Timestamp) -> Bool {
        guard calls[call.ids.action] == nil else { return false }
        calls[call.ids.action] = call
        calls[call.ids.action]?.since = now
        calls[call.ids.action]?.latest = now
        // An id that is in use belongs to the call that had it first: the events are of that one's channel.
        own(call.ids.channel, Owner(action: call.ids.action, half: .dialled))
        if let other = call.ids.other { own(other, Owner(action: call.ids.action, half: .other)) }
        inProgress += 1
        return true
    }

    /// Asterisk said something; nothing comes of it when it is about none of these.
    mutating func heard(_ event: AsteriskEvent, _ now: Timestamp) -> [AttemptReport] {
        switch event {
        case .channel(let id, let state, let sight):
            return change(id.own, now) { $0.found($1, state, now) }
                ?? changeLeg(id, now) { call in
                    if sight.isDialledOn { call.legs.dialled(id.own) }
                    return call.legBecame(id.own, state, now)
                }
        case .state(let id, let state):
            return change(id.own, now) { $0.became($1, state, now) }
                ?? changeLeg(id, now) { $0.legBecame(id.own, state, now) }
        case .dialBegan(let id):
            return change(id.own, now) { call, half in
                if half == .dialled { call.dialBegan() }
                return []
            } ?? changeLeg(id, now) { $0.legs.dialled(id.own) }
        case .dialEnded(let id, let status):
            return change(id.own, now) { call, half in
                if half == .dialled { call.dialEnded(status) }
                return []
            } ?? changeLeg(id, now) { $0.legs.dialEnded(id.own, status) }
        case .variable(let id, let name, let value):
            return change(id, now) { call, half in
                call.set(name, value, half)
                return []
            } ?? []
        case .hangup(let id, let cause):
            return change(id.own, now) { call, half in
                call.hungUp(half, cause, now)
                return []
            } ?? changeLeg(id, now) { $0.legs.hungUp(id.own, cause) }
        case .originated(let action, let originated): return change(action: action, now) { $0.came(originated, now) }
        case .response(let action, let response):
            return response.isSuccess ? [] : refused(action, EngineError(response.message), now)
        case .listed, .booted, .shutdown, .contact: return []
        }
    }

    /// An Originate was refused at once, in the server's words, or not even sent: certainly not placed.
    mutating func refused(_ action: String, _ error: EngineError, _ now: Timestamp) -> [AttemptReport] {
        guard let call = calls[action], !call.hasArrived else { return [] }
        return [over(call, AttemptEnd(outcome: error.outcome, codes: EngineCodes(engineCause: error.message)), now)]
    }

    /// What was waited for has not come: the call is over by what is known.
    mutating func expired(_ now: Timestamp) -> [AttemptReport] {
        var reports: [AttemptReport] = []
        while firstGrace < graces.count, graces[firstGrace].ends <= now {
            let action = graces[firstGrace].action
            firstGrace += 1
            guard let call = calls[action], call.stage == .closing else { continue }
            reports.append(over(call, call.end, call.endedAt ?? now))
        }
        if firstGrace == graces.count {
            graces = []
            firstGrace = 0
        }
        return reports
    }

    /// After a connection was lost and made again: calls whose channels are still there are followed further, the others
    /// ended while nobody listened.
    ///
    /// - Parameters:
    ///   - mirror: the channels that there are; with none that can be known, all are lost.
    ///   - lostAt: since when nothing was heard: a call that is gone ended then, as far as is known, and not now.
    ///   - now: when that is seen.
    /// - Returns: what is new of them.
    mutating func settle(_ mirror: ChannelMirror, lostAt: Timestamp, _ now: Timestamp) -> [AttemptReport] {
        let inProgress = calls.values.filter { $0.stage == .inProgress }.sorted { $0.attempt.isBefore($1.attempt) }
        return inProgress.flatMap { settle(mirror, of: $0.ids.action, lostAt: lostAt, now) }
    }

    /// The same for one call.
    mutating func settle(
        _ mirror: ChannelMirror,
        of action: String,
        lostAt: Timestamp,
        _ now: Timestamp
    ) -> [AttemptReport] {
        guard let call = calls[action] else { return [] }
        let halves = [(AsteriskCall.Half.dialled, call.ids.channel)] + (call.ids.other.map { [(.other, $0)] } ?? [])
        let found = halves.compactMap { half, id in mirror[id].map { (half, $0) } }
        guard !found.isEmpty else { return lost(call, at: lostAt, now) }
        soughtActions.remove(action)
        calls[action]?.soughtSince = nil
        return found.flatMap { half, state in change(action: action, now) { $0.found(half, state, now) } }
    }

    /// A call's action id, and the name of its channel.
    typealias AnsweredChannel = (action: String, channel: String)

    /// The channels that may know who answered a call that is followed.
    func answered(in mirror: ChannelMirror) -> [AnsweredChannel] {
        calls.values.sorted { $0.attempt.isBefore($1.attempt) }.flatMap { answered(in: mirror, of: $0.ids.action) }
    }

    /// The same for one call.
    func answered(in mirror: ChannelMirror, of action: String) -> [AnsweredChannel] {
        guard let ids = calls[action]?.ids, mirror[ids.channel] == .up, let name = mirror.name(of: ids.channel) else {
            return []
        }
        return [(action, name)]
    }

    /// Asterisk was asked for a variable of a call's channel.
    mutating func learned(_ action: String, _ name: String, _ value: String) {
        calls[action]?.learn(name, value)
    }

    /// One call is lost, and that is told by whoever asked.
    mutating func forget(_ call: AsteriskCall, _ now: Timestamp) {
        _ = over(call, call.lostEnd(at: call.latest), now)
    }

    /// Nothing can be found out any more in reasonable time: the calls are lost.
    mutating func abandon(lostAt: Timestamp, _ now: Timestamp) -> [AttemptReport] {
        calls.values.sorted { $0.attempt.isBefore($1.attempt) }.flatMap { lost($0, at: lostAt, now) }
    }

    /// The ids of the calls that are to be looked for in the call records.
    var sought: [AsteriskIDs] { soughtActions.compactMap { calls[$0]?.ids } }

    /// The call records were looked through: who is found there ended so, who should long have been is lost.
    mutating func found(_ records: [String: CallRecord], _ now: Timestamp) -> [AttemptReport] {
        let looked = soughtActions.compactMap { calls[$0] }.sorted { $0.attempt.isBefore($1.attempt) }
        return looked.flatMap { call -> [AttemptReport] in
            if let record = call.ids.record(among: records) {
                let (end, at) = call.end(by: record, now)
                return [over(call, end, at)]
            }
            guard let patience, let since = call.soughtSince, now - since >= patience else { return [] }
            return [lost(call, at: call.lostAt ?? since)]
        }
    }

    /// A call ended while nobody listened.
    private mutating func lost(_ call: AsteriskCall, at lostAt: Timestamp, _ now: Timestamp) -> [AttemptReport] {
        guard patience != nil else { return [lost(call, at: lostAt)] }
        if soughtActions.insert(call.ids.action).inserted {
            calls[call.ids.action]?.soughtSince = now
            calls[call.ids.action]?.lostAt = lostAt
        }
        return []
    }

    private mutating func lost(_ call: AsteriskCall, at lostAt: Timestamp) -> AttemptReport {
        let at = max(lostAt, call.latest)
        return over(call, call.lostEnd(at: at), at)
    }

    private mutating func own(_ id: String, _ owner: Owner) {
        if owners[id] == nil { owners[id] = owner }
    }

    private mutating func change(
        _ channel: String,
        _ now: Timestamp,
        _ body: (inout AsteriskCall, AsteriskCall.Half) -> [AttemptReport]
    ) -> [AttemptReport]? {
        guard let owner = owners[channel] else { return nil }
        return change(action: owner.action, now) { body(&$0, owner.half) }
    }

    /// Something of a channel that is none of ours, and may be one that the dialplan of a pair's half dials on to.
    private mutating func changeLeg(
        _ id: ChannelID,
        _ now: Timestamp,
        _ body: (inout AsteriskCall) -> [AttemptReport]
    ) -> [AttemptReport] {
        guard let linked = id.linked, let owner = owners[linked], calls[owner.action]?.ids.other != nil else {
            return []
        }
        return change(action: owner.action, now, body)
    }

    private mutating func changeLeg(
        _ id: ChannelID,
        _ now: Timestamp,
        _ body: (inout AsteriskCall) -> Void
    ) -> [AttemptReport] {
        changeLeg(id, now) { call -> [AttemptReport] in
            body(&call)
            return []
        }
    }

    private mutating func change(
        action: String,
        _ now: Timestamp,
        _ body: (inout AsteriskCall) -> [AttemptReport]
    ) -> [AttemptReport] {
        guard var call = calls[action] else { return [] }
        let (before, hadArrived) = (call.stage, call.hasArrived)
        var reports = body(&call)
        call.latest = max(call.latest, now)
        calls[action] = call
        if call.hasArrived, !hadArrived { inProgress -= 1 }
        switch call.stage {
        case .inProgress: break
        case .closing:
            if before != .closing { graces.append(Grace(ends: now + AsteriskCalls.grace, action: action)) }
        case .over: reports.append(over(call, call.end, call.endedAt ?? now))
        }
        return reports
    }

    private mutating func over(_ call: AsteriskCall, _ end: AttemptEnd, _ at: Timestamp) -> AttemptReport {
        calls[call.ids.action] = nil
        soughtActions.remove(call.ids.action)
        if !call.hasArrived { inProgress -= 1 }
        for id in [call.ids.channel, call.ids.other].compactMap({ $0 }) where owners[id]?.action == call.ids.action {
            owners[id] = nil
        }
        return call.report(.ended(end), at)
    }
}

extension AttemptKey {
    /// One order always, so that the same is done in the same way.
    fileprivate func isBefore(_ other: AttemptKey) -> Bool {
        (key.campaign, key.index, number) < (other.key.campaign, other.key.index, other.number)
    }
}
