internal import CallspoolCore

/// The connection to one Asterisk and the calls that it has: what was said, what came of it, and what is to be sent.
///
/// Pure; the dialer around it holds it under a lock, and sends, reports and closes as it says.
struct AsteriskMachine: Sendable {
    /// How the connection stands.
    enum Phase: Sendable {
        /// No try to connect has come to its end yet; goes to open or down.
        case fresh
        /// There is a connection, and it is not ready yet; goes to ready or down. After an outage it lasts until ready.
        case open(AsteriskSession, until: Timestamp, after: Outage?)
        /// Calls can be placed; goes to down.
        case ready(AsteriskSession)
        /// There is none; goes to open.
        case down(Outage)
    }

    /// Why calls cannot be placed, and since when.
    struct Outage: Sendable {
        var error: EngineError
        var since: Timestamp
        /// When the server was last known to hear and speak: what ended since did so unheard.
        var lostAt: Timestamp
    }

    /// What is to become of an attempt that is to be placed.
    enum Placing: Equatable, Sendable {
        /// It is sent.
        case placed
        /// It must wait: nothing is known yet, or as many as may be are in progress.
        case wait
        /// It was certainly not placed.
        case refused(EngineError)
    }

    let settings: AsteriskSettings
    private let credentials: AsteriskSession.Credentials
    let times: AsteriskTimes
    private(set) var phase = Phase.fresh
    var calls: AsteriskCalls
    private(set) var mirror = ChannelMirror()
    private var questions = ManagerQuestions()
    var contacts: TrunkContacts
    private(set) var isToldOfBoot = false
    private var lastHeard = Timestamp(milliseconds: 0)
    private var pingedAt: Timestamp?
    private var failures = 0
    private var warning: String?
    private var hasReturned = false
    /// What is to be sent, and the attempts in it.
    var outbox: [UInt8] = []
    var unsent: [String] = []
    /// What a person should know, a sentence each.
    var notes: [String] = []
    /// Whether the connection is to be closed.
    private(set) var mustClose = false

    init(_ settings: AsteriskSettings, secret: String, times: AsteriskTimes) {
        self.settings = settings
        self.times = times
        contacts = TrunkContacts(dialling: settings.channel)
        calls = AsteriskCalls(waitingForRecords: settings.cdr == nil ? nil : times.record)
        credentials = AsteriskSession.Credentials(
            username: settings.username,
            secret: secret,
            isDigest: settings.login == .md5
        )
    }

    /// How many calls there are, and how many channels are known: for tests of growth.
    var sizes: (calls: Int, channels: Int) { (calls.count, mirror.count) }

    /// Takes what is to be sent.
    mutating func takeOutbox() -> [UInt8] {
        defer {
            outbox = []
            unsent = []
        }
        return outbox
    }

    /// Whether it has come back after it was away, told once.
    mutating func takeReturn() -> Bool {
        defer { hasReturned = false }
        return hasReturned
    }

    /// Takes what a person should know.
    mutating func takeNotes() -> [String] {
        defer { notes = [] }
        return notes
    }
}

extension AsteriskMachine {
    /// Takes in an attempt that is in progress under ids that are not ours, for tests.
    mutating func begin(_ attempt: Attempt, _ ids: AsteriskIDs) {
        _ = calls.begin(AsteriskCall(attempt, ids: ids), lastHeard)
    }
}

// Call records.
extension AsteriskMachine {
    /// The ids of the calls that are to be looked for there.
    var sought: [AsteriskIDs] { calls.sought }

    /// They were looked through.
    mutating func found(_ records: [String: CallRecord], _ now: Timestamp) -> [AttemptReport] {
        calls.found(records, now)
    }
}

// Questions that are not about a call.
extension AsteriskMachine {
    /// Why no call can be placed; `nil` when one can, or that is not known yet.
    var trouble: EngineError? { outage?.error }

    /// Asks something, under an id that no attempt has.
    mutating func ask(_ action: ManagerAction, _ id: String) {
        guard case .ready = phase else { return }
        questions.asked(id)
        outbox += action.bytes
    }

    /// Whether an answer is not all there.
    func isOpen(_ id: String) -> Bool { questions.isOpen(id) }

    /// Takes an answer; empty when there was none.
    mutating func takeAnswer(_ id: String) -> [ManagerMessage] { questions.take(id) }
}

// The connection.
extension AsteriskMachine {
    /// A connection was made.
    mutating func opened(_ now: Timestamp) {
        outbox = []
        mustClose = false
        pingedAt = nil
        isToldOfBoot = false
        lastHeard = now
        mirror.begin()
        contacts.forget()
        phase = .open(AsteriskSession(credentials), until: now + times.login, after: outage)
    }

    /// The server greeted.
    mutating func greeted(_ now: Timestamp) -> [AttemptReport] {
        step(now) { $0.greeted() }
    }

    /// The server said something.
    mutating func heard(_ message: ManagerMessage, _ now: Timestamp) -> [AttemptReport] {
        lastHeard = now
        pingedAt = nil
        questions.heard(message)
        guard let event = AsteriskEvent(message) else { return [] }
        var reports: [AttemptReport] = []
        switch event {
        case .channel(let id, let state, let sight): mirror.found(id.own, state, sight)
        case .state(let id, let state): mirror.became(id.own, state)
        case .hangup(let id, _): mirror.hungUp(id.own)
        case .contact(let sight): heard(sight)
        case .response(let action, let response):
            if let asked = ChannelQuestion(action: action) {
                calls.learned(asked.attempt, asked.variable, response.value ?? "")
            } else {
                reports = step(now) { $0.heard(response, of: action) }
            }
        case .listed(let action): reports = step(now) { $0.listed(action) }
        case .booted:
            isToldOfBoot = true
            reports = step(now) { $0.booted() }
        case .shutdown: condemn("it is shutting down", now)
        case .dialBegan, .dialEnded, .variable, .originated: break
        }
        return reports + calls.heard(event, now)
    }

    /// What the server said is none of its protocol.
    mutating func broke(_ fault: ManagerParser.Fault, _ now: Timestamp) {
        switch fault {
        case .notAsterisk(let words): condemn("what answers is not a manager interface: it says `\(words)`", now)
        case .tooLong: condemn("it sent a message without an end", now)
        }
    }

    /// The connection cannot be used any more.
    mutating func failed(_ why: String, _ now: Timestamp) {
        condemn(why, now)
    }

    /// There is no connection, or no longer.
    ///
    /// - Returns: what is new of the calls: what was not sent was certainly not placed.
    mutating func closed(_ why: String, _ now: Timestamp) -> [AttemptReport] {
        // What condemned it has said why.
        if !mustClose { goDown(.carrierError, why, now) }
        mustClose = false
        questions.giveUp()
        failures += 1
        let error = EngineError(outcome: .carrierError, "it was not sent: the connection to Asterisk was lost")
        let reports = unsent.flatMap { calls.refused($0, error, now) }
        _ = takeOutbox()
        return reports
    }

    /// How long to wait before the next try.
    var pause: Duration {
        if outage?.error.outcome == .notPermitted { return times.refusedPause }
        let doublings = min(max(0, failures - 1), 10)
        return min(times.longestPause, times.firstPause * (1 << doublings))
    }

    /// Time has passed.
    mutating func tick(_ now: Timestamp) -> [AttemptReport] {
        var reports = calls.expired(now)
        if let outage, now - outage.since >= times.away {
            reports += calls.abandon(lostAt: outage.lostAt, now)
        }
        switch phase {
        case .fresh, .down: break
        case .open(let session, let until, _):
            guard until <= now else { break }
            // Ready but for its word that it is.
            if case .preparing(isListed: true, _) = session.state {
                reports += step(now) { $0.booted() }
            } else {
                condemn("it accepted the connection and did not answer the login", now)
            }
        case .ready:
            // A program that did not run for a while itself has not listened; only a question without an answer is silence.
            if let pingedAt, now - pingedAt >= times.dead - times.quiet {
                condemn("it has fallen silent", now, lostAt: lastHeard)
            } else if now - lastHeard >= times.quiet, pingedAt == nil {
                pingedAt = now
                reports += step(now) { $0.ping() }
            }
        }
        return reports
    }

    private mutating func step(_ now: Timestamp, _ body: (inout AsteriskSession) -> Void) -> [AttemptReport] {
        switch phase {
        case .fresh, .down: return []
        case .ready(var session):
            body(&session)
            outbox += session.takeOutbox()
            phase = .ready(session)
            return []
        case .open(var session, let until, let outage):
            let before = session.state
            body(&session)
            outbox += session.takeOutbox()
            let hasLoggedIn = before == .loggingIn && session.state != .loggingIn
            phase = .open(session, until: hasLoggedIn ? now + times.boot : until, after: outage)
            return advanced(session, now)
        }
    }

    /// What the session's state means.
    private mutating func advanced(_ session: AsteriskSession, _ now: Timestamp) -> [AttemptReport] {
        switch session.state {
        case .greeting, .challenged, .loggingIn, .preparing: return []
        case .refused(let words):
            condemn("it refuses the login of `\(settings.username)`: \(words)", now, .notPermitted)
            return []
        case .ready:
            failures = 0
            let lostAt = outage?.lostAt ?? now
            if outage != nil { hasReturned = true }
            phase = .ready(session)
            mirror.listed(isComplete: session.lack == nil)
            tellReady(session)
            if let question = contacts.question { outbox += question }
            let reports = calls.settle(mirror, lostAt: lostAt, now)
            askWhoAnswered(calls.answered(in: mirror))
            return reports
        }
    }

    private mutating func tellReady(_ session: AsteriskSession) {
        if warning != nil { notes.append("asterisk at \(settings.place): it is back") }
        warning = nil
        guard case .channels(let words) = session.lack else { return }
        notes.append(
            "asterisk at \(settings.place): it does not list its channels (\(words)), so calls that were in progress are "
                + "lost when the connection is; give the manager user `write = system,call,originate,reporting`"
        )
    }

    private mutating func condemn(
        _ why: String,
        _ now: Timestamp,
        _ outcome: Outcome = .carrierError,
        lostAt: Timestamp? = nil
    ) {
        mustClose = true
        goDown(outcome, why, now, lostAt: lostAt)
    }

    /// Told once, not once a call or a try.
    private mutating func goDown(_ outcome: Outcome, _ why: String, _ now: Timestamp, lostAt: Timestamp? = nil) {
        let words = "asterisk at \(settings.place): \(why)"
        var isTold = warning == words
        // It was told why the connection ended; that there is none yet is no news.
        if case .down = phase { isTold = true }
        let error = EngineError(outcome: outcome, words)
        phase = .down(Outage(error: error, since: outage?.since ?? now, lostAt: outage?.lostAt ?? lostAt ?? now))
        if !isTold { notes.append(words) }
        warning = words
    }
}

extension AsteriskSession {
    fileprivate mutating func takeOutbox() -> [UInt8] {
        defer { outbox = [] }
        return outbox
    }
}
