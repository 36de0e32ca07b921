internal import CallspoolCore

/// The talk with a program, through all of its lives: which attempts it has, what it was asked, what it owes.
///
/// Pure: lines and instants in; reports, warnings and orders out. The dialer around it starts, reads, writes and stops.
struct CommandMachine: Sendable {
    /// How the program is.
    enum Life: Equatable, Sendable {
        /// Not started yet; goes to greeting or resting.
        case unborn
        /// Started, and has not said hello; goes to speaking or resting.
        case greeting(since: Timestamp)
        /// Speaks the protocol; goes to resting.
        case speaking
        /// Not there until an instant; goes to greeting. Nothing is placed meanwhile, and this is why.
        case resting(until: Timestamp, why: EngineError)
    }

    /// What is to be done because of an event.
    struct Actions: Equatable, Sendable {
        /// Hand these over.
        var reports: [AttemptReport] = []
        /// Log these.
        var warnings: [String] = []
        /// Stop the program, for this reason; it is started again.
        var stop: String?
        /// Whether the program is there again after it was not.
        var isBack = false
    }

    /// An inquiry that has no answer yet.
    struct Question: Sendable {
        var attempt: AttemptKey
        /// Since when nothing is known.
        var since: Timestamp
        /// When this process was asked; `nil` is not yet.
        var sentAt: Timestamp?
        /// Whether somebody waits for the answer; else it becomes a report.
        var isAwaited = false
        var answer: Inquiry?

        /// Whether the process that is there has yet to be asked.
        var isUnsent: Bool { sentAt == nil && answer == nil }
    }

    private let window: Int
    let times: CommandTimes
    private(set) var life = Life.unborn
    /// What it calls itself.
    private(set) var name: String?
    var keepsCalls = false
    /// Attempts that no process has seen: certainly not placed, should it die.
    var unwritten: [Attempt] = []
    /// Attempts that a process has, by their ids.
    var calls: [String: ProgramCall] = [:]
    var questions: [String: Question] = [:]
    var orders = ProgramOrders()
    var unconfirmed = 0
    var nonsense = WarningBudget()
    private var failures = 0
    private var spokeSince: Timestamp?
    private var warning: String?

    /// Makes a machine of a program that was not started.
    init(window: Int, times: CommandTimes = CommandTimes()) {
        self.window = window
        self.times = times
    }

    /// A process was started.
    mutating func began(_ now: Timestamp) {
        life = .greeting(since: now)
        orders.removeAll()
        orders.hello()
    }

    /// The process is gone, or could not be started.
    ///
    /// What it never saw was certainly not placed. What it had is asked for in its next life.
    mutating func died(_ why: String, outcome: Outcome = .carrierError, _ now: Timestamp) -> Actions {
        if let since = spokeSince, now - since >= times.rest { failures = 0 }
        failures += 1
        spokeSince = nil
        let rest = min(times.rest, .seconds(1 << min(failures - 1, 10)))
        let error = EngineError(outcome: outcome, "the program is not there: \(why)")
        life = .resting(until: now + rest, why: error)
        var actions = Actions()
        if warning != why {
            let held = calls.isEmpty ? "" : "; \(calls.count) calls wait for its next life"
            actions.warnings.append("the program is not there: \(why)\(held); it is started again in \(rest)")
        }
        warning = why
        actions.reports = unwritten.map { attempt in
            var call = ProgramCall(AttemptKey(attempt), at: now)
            let codes = EngineCodes(engineCause: "the program ended before it was handed the attempt")
            return call.refused(ProgramEnd(outcome: .carrierError, codes: codes), at: now)
        }
        unwritten = []
        orders.removeAll()
        unconfirmed = 0
        for id in questions.keys { questions[id]?.sentAt = nil }
        for (id, call) in calls {
            calls[id]?.isConfirmed = true
            if questions[id] == nil { questions[id] = Question(attempt: call.attempt, since: now) }
        }
        return actions
    }

    /// Nobody runs the program any more.
    mutating func closed() {
        life = .resting(until: .distantFuture, why: EngineError(outcome: .carrierError, "the program was stopped"))
    }

    /// It said hello.
    mutating func greeted(_ hello: ProgramHello, _ now: Timestamp) -> Actions {
        guard case .greeting = life else { return warn("it said hello twice", now) }
        guard hello.version == ProgramOrders.version else {
            let words = "it speaks version \(hello.version) of the protocol, and this callspool"
            return Actions(stop: "\(words) \(ProgramOrders.version)")
        }
        life = .speaking
        spokeSince = now
        name = hello.name
        keepsCalls = hello.keepsCalls
        var actions = Actions()
        if warning != nil {
            actions.warnings.append("the program is there again")
            actions.isBack = true
        }
        warning = nil
        if !keepsCalls { actions.reports = forgotten(now) }
        return actions
    }

    /// What becomes of an attempt that is handed over.
    enum Admission: Equatable, Sendable {
        /// It is the program's as soon as it is written.
        case taken
        /// Ask again when something has changed.
        case wait
        /// Certainly not placed.
        case refused(EngineError)
    }

    /// Takes an attempt that waits for its turn since an instant.
    mutating func place(_ attempt: Attempt, since: Timestamp, _ now: Timestamp) -> Admission {
        switch life {
        case .resting(_, let why): return .refused(why)
        case .unborn, .greeting:
            // One that failed before is waited for less long: whoever places holds up the calls of other engines.
            if now - since < (failures == 0 ? times.hello : times.window) { return .wait }
            return .refused(EngineError(outcome: .carrierError, "the program does not say hello"))
        case .speaking: break
        }
        guard unconfirmed < window else {
            if now - since < times.window { return .wait }
            let words = "the program has said nothing of the last \(unconfirmed) attempts"
            return .refused(EngineError(outcome: .congestion, words))
        }
        guard calls[attempt.id] == nil else {
            return .refused(EngineError("the program has an attempt \(attempt.id) already"))
        }
        unwritten.append(attempt)
        unconfirmed += 1
        return .taken
    }

    /// What is to be written now; from then on the attempts in it may ring telephones.
    mutating func takeOrders(_ now: Timestamp) -> [UInt8] {
        guard life == .speaking else { return orders.take() }
        for attempt in unwritten {
            orders.place(attempt)
            var call = ProgramCall(AttemptKey(attempt), at: now)
            call.cancelAt = now + attempt.campaignRef.campaign.ringTimeout + times.ring
            calls[attempt.id] = call
        }
        unwritten = []
        for (id, question) in questions where question.isUnsent {
            questions[id]?.sentAt = now
            orders.inquire(id)
        }
        return orders.take()
    }

    /// Whether there is something to write now.
    var hasOrders: Bool {
        if !orders.isEmpty { return true }
        return life == .speaking && (!unwritten.isEmpty || questions.contains { $0.value.isUnsent })
    }

    /// Time has passed.
    mutating func tick(_ now: Timestamp) -> Actions {
        switch life {
        case .greeting(let since) where now - since >= times.hello:
            return Actions(stop: "it did not say hello within \(times.hello)")
        case .speaking where longestSilence(now) >= times.deaf:
            return Actions(stop: "it did not answer `inquire` within \(times.deaf)")
        case .speaking:
            for (id, call) in calls {
                guard let due = call.cancelAt, due <= now else { continue }
                calls[id]?.cancel()
                orders.cancel(id)
            }
        case .unborn, .greeting, .resting: break
        }
        return Actions(reports: lost(now))
    }

    /// A warning of what the program said, within its budget.
    mutating func warn(_ words: @autoclosure () -> String, _ now: Timestamp) -> Actions {
        Actions(warnings: nonsense.admit("the program: \(words())", now))
    }
}
