import ArgumentParser
import CallspoolCore
import Dialers
import Foundation
import Spool
import Stages

/// What the control commands do: hand the request to the running program, or carry it out when none is.
struct ControlProgram {
    let spool: OpenSpool

    /// A request that waits in `control/`, older than what is asked now.
    struct Earlier {
        var request: ControlRequest
        /// What of it is for the queue; `nil` when all of it is carried out, or waits for the pickup of a file.
        var forQueue: ControlRequest?
        /// Whether nothing of it waits any more.
        var isOver: Bool
    }

    /// Carries out a request and says what became of it, in `incoming/` and in the queue.
    func carryOut(_ request: ControlRequest) async throws {
        try await reportingFailures {
            var request = request
            // A file that was picked up meanwhile is meant by the campaign that it became.
            if let campaign = try waiting.campaign(from: request.target) { request.target = .campaign(campaign) }
            guard let lock = try SpoolLock(spool.layout.lock) else {
                guard try carryOutInIncoming(request) else { return }
                try checkTarget(request)
                _ = try await handOverTelling([request])
                return
            }
            defer { withExtendedLifetime(lock) {} }
            let earlier = try carryOutInIncoming(earlierThan: [request])
            if try carryOutInIncoming(request) {
                try checkTarget(request)
                _ = try await carryOutHere([request], after: earlier)
            } else if !earlier.isEmpty {
                _ = try await carryOutHere([], earlier: earlier)
            }
        }
    }

    private var waiting: WaitingFiles {
        WaitingFiles(spool.layout, on: spool.disk, defaults: spool.settings.defaults)
    }

    /// Carries out what concerns files that are not picked up yet; nobody else need be running for that.
    ///
    /// - Returns: whether the request is for the queue, too.
    func carryOutInIncoming(_ request: ControlRequest) throws -> Bool {
        let answer = try waiting.carryOut(request, now: SystemClock().wall)
        for row in answer.rows { Terminal.write("\(request.words(row))\n") }
        guard answer.passage == .passOn else { return false }
        // Everything that there was, was in incoming/.
        return try answer.rows.isEmpty || !queuedNames().isEmpty
    }

    /// Carries out what concerns files that are not picked up yet of the requests that wait in `control/`, in their order;
    /// but for those that ask the same as is asked now.
    private func carryOutInIncoming(earlierThan requests: [ControlRequest]) throws -> [Earlier] {
        let waiting = waiting
        return try ControlFolder(spool.layout, on: spool.disk) { SystemClock().wall }
            .waiting()
            .filter { one in !requests.contains { one.asksTheSame($0) } }
            .map { one in
                do {
                    var forQueue = one
                    if let campaign = try waiting.campaign(from: one.target) {
                        forQueue.target = .campaign(campaign)
                        return Earlier(request: one, forQueue: forQueue, isOver: false)
                    }
                    let answer = try waiting.carryOut(one, now: SystemClock().wall)
                    switch answer.passage {
                    case .passOn: return Earlier(request: one, forQueue: one, isOver: !answer.rows.isEmpty)
                    case .done: return Earlier(request: one, forQueue: nil, isOver: true)
                    case .stays: return Earlier(request: one, forQueue: nil, isOver: false)
                    }
                } catch {
                    // Files that cannot be looked at must not keep a request from the queue.
                    let why = (error as? StoreError)?.message ?? "\(error)"
                    Terminal.warn("incoming/ cannot be looked through for `\(one.target.word)`: \(why)")
                    return Earlier(request: one, forQueue: one, isOver: false)
                }
            }
    }

    /// Carries out requests in the queue and says what became of them.
    ///
    /// - Returns: whether any changed something.
    @discardableResult
    func carryOutInQueue(_ requests: [ControlRequest]) async throws -> Bool {
        if let lock = try SpoolLock(spool.layout.lock) {
            defer { withExtendedLifetime(lock) {} }
            return try await carryOutHere(requests, after: try carryOutInIncoming(earlierThan: requests))
        }
        return try await handOverTelling(requests)
    }

    private func queuedNames() throws -> [String] {
        try SpoolReader(spool.layout, on: spool.disk).campaigns().filter { !$0.isDone }.map(\.folder.name)
    }

    private func checkTarget(_ request: ControlRequest) throws {
        guard request.target != .all, try !queuedNames().contains(where: request.concerns) else { return }
        let reader = SpoolReader(spool.layout, on: spool.disk)
        let word = request.target.word
        if let done = try reader.campaign(word) {
            let words = "campaign `\(word)` is done since \(done.modified.iso8601.prefix(16))Z"
            Terminal.warn("\(words); there is nothing left to \(request.action.rawValue)")
        } else {
            Terminal.warn("no queued campaign is named `\(word)`, and no file waits; see: callspool status")
        }
        throw ExitCode.usage
    }

    /// The dialler is not running: the command is the writer for a moment.
    private func carryOutHere(_ requests: [ControlRequest], after earlier: [Earlier]) async throws -> Bool {
        let answers = try await carryOutHere(requests, earlier: earlier)
        let rows = zip(requests, answers).flatMap { request, answer in answer.rows.map { (request, $0) } }
        for (request, row) in rows { show(request, row, isRunning: false) }
        if rows.isEmpty, let request = requests.first { Terminal.write("nothing to \(request.action.rawValue)\n") }
        return rows.contains { $0.1.changed }
    }

    /// Carries out the requests that wait in `control/`, in their order, and these as the last; durable on return.
    ///
    /// What waits is older: left to the next tick, it would undo what is asked now. What concerns nothing in the queue is
    /// left all the same, perhaps it is of a file that is not dropped yet.
    ///
    /// - Precondition: the caller holds the spool's lock.
    /// - Parameters:
    ///   - requests: what is asked now.
    ///   - earlier: what waits, carried out in `incoming/` already; `nil` when it is not.
    ///   - lost: calls that a program which ended had in progress, to be given up.
    ///   - tidying: whether what follows for other calls is done at once.
    /// - Returns: an answer to each of these.
    /// - Throws: `DiskError`; `StoreError` when it could not be made durable.
    @discardableResult
    func carryOutHere(
        _ requests: [ControlRequest],
        earlier: [Earlier]? = nil,
        givingUp lost: [String] = [],
        tidying: Bool = false
    ) async throws -> [ControlAnswer] {
        let folder = ControlFolder(spool.layout, on: spool.disk) { SystemClock().wall }
        let before = try earlier ?? carryOutInIncoming(earlierThan: requests)
        let (store, now) = try await openStore(for: before.compactMap(\.forQueue) + requests)
        store.giveUp(lost, now: now)
        var over: [ControlRequest] = []
        for one in before {
            var isOver = one.isOver
            if let request = one.forQueue, try await !store.control(request, now: now).rows.isEmpty { isOver = true }
            if isOver { over.append(one.request) }
        }
        var answers: [ControlAnswer] = []
        for one in requests { answers.append(try await store.control(one, now: now)) }
        if tidying { try await store.tidy(now) }
        if let failure = await store.commit().failure { throw failure }
        // One that asks the same is the same, and what the journal says of it is said of this one.
        over += try folder.waiting().filter { one in requests.contains { one.asksTheSame($0) } }
        for one in over {
            do throws(DiskError) {
                try folder.remove(one)
            } catch {
                Terminal.warn("a request was carried out and cannot be removed: \(error.message)")
            }
        }
        return answers
    }

    /// The store, the campaigns open that some requests concern, and the program's now.
    private func openStore(for requests: [ControlRequest]) async throws -> (LogQueueStore, Timestamp) {
        let durability = Durability(waking: WakeSignal())
        let store = LogQueueStore(
            spool.layout,
            on: spool.disk,
            tag: try SpoolFolders(spool.layout, on: spool.disk).tag { Randomness.word(5) },
            settings: spool.settings,
            durability: durability
        ) { Terminal.warn($0) }
        let names = try SpoolReader(spool.layout, on: spool.disk).campaigns().filter { !$0.isDone }.map(\.folder.name)
        try store.open(names.filter { name in requests.contains { $0.concerns(name) } })
        return (store, SystemClock(speed: spool.settings.speed, notBefore: store.latest).now)
    }

    /// A program is running: it sees the files within a second, and its journals say what became of them.
    private func handOverTelling(_ requests: [ControlRequest]) async throws -> Bool {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        let places = try reader.campaigns()
            .filter { place in !place.isDone && requests.contains { $0.concerns(place.folder.name) } }
        let tails = try places.map { try JournalTail($0, fromStart: false, on: spool.disk) }
        let isRunning = try await handOver(requests)
        var hasChanged = false
        for tail in tails {
            let name = tail.acceptance.campaign.name
            var rows: [ControlAnswer.Row] = requests.map { _ in
                .init(campaign: name, held: 0, inProgress: 0, changed: false)
            }
            try tail.next { entry, job in
                for (place, request) in requests.enumerated() { rows[place].take(entry.event, job?.callID, request) }
            }
            for (request, row) in zip(requests, rows) where request.concerns(name) {
                show(request, row, isRunning: isRunning)
                hasChanged = hasChanged || row.changed
            }
        }
        return hasChanged
    }

    /// Puts requests there for the running program, and waits until they are carried out; by the command itself when the
    /// program leaves without having seen them.
    ///
    /// - Parameters:
    ///   - requests: what is asked.
    ///   - lost: calls that a program which ended had in progress, to be given up when none is running.
    /// - Returns: whether it was the running program that carried them out.
    /// - Throws: `ExitCode.tryLater` when nobody has.
    func handOver(_ requests: [ControlRequest], givingUp lost: [String] = []) async throws -> Bool {
        let folder = ControlFolder(spool.layout, on: spool.disk) { SystemClock().wall }
        for request in requests { try folder.put(request) }
        return try await HandedOver(spool: spool)
            .wait {
                try requests.contains(where: folder.isPending)
            } alone: {
                guard let lock = try SpoolLock(spool.layout.lock) else { return false }
                defer { withExtendedLifetime(lock) {} }
                try await carryOutHere(try requests.filter(folder.isPending), givingUp: lost, tidying: true)
                return true
            }
    }

    private func show(_ request: ControlRequest, _ row: ControlAnswer.Row, isRunning: Bool) {
        let campaign = row.campaign
        guard row.changed else {
            if request.action != .cancel { Terminal.write("\(campaign): nothing to \(request.action.rawValue)\n") }
            return
        }
        let rest = row.inProgress(isRunning: isRunning)
        switch request.action {
        case .stop: Terminal.write("\(campaign): stopped; \(row.held.counted("call")) canceled, \(rest)\n")
        case .suspend: Terminal.write("\(campaign): suspended; \(rest)\n")
        case .resume: Terminal.write("\(campaign): resumed\n")
        case .cancel: Terminal.write("\(request.target.word): canceled\n")
        case .settle: Terminal.write("\(campaign): \(row.held.counted("call")) settled\n")
        }
    }
}

extension ControlAnswer.Row {
    /// What becomes of the calls that can be held no more.
    fileprivate func inProgress(isRunning: Bool) -> String {
        if inProgress == 0 { return "no call was in progress" }
        let calls = inProgress.counted("call")
        if isRunning { return "\(calls) in progress will still complete" }
        let (were, them) = inProgress == 1 ? ("was", "it") : ("were", "them")
        return "\(calls) \(were) in progress when the last program ended; "
            + "the next one asks the engine what became of \(them)"
    }

    /// Takes in what a journal says of a request.
    fileprivate mutating func take(_ event: JournalEvent, _ callID: String?, _ request: ControlRequest) {
        switch (request.action, event) {
        case (.stop, .stopped(let canceled, let inProgress, _)):
            (held, self.inProgress, changed) = (canceled, inProgress, true)
        case (.suspend, .suspended(_, let inProgress, _)): (self.inProgress, changed) = (inProgress ?? 0, true)
        case (.resume, .resumed): changed = true
        case (.cancel, .canceled): if callID == request.target.word { changed = true }
        default: break
        }
    }
}

extension ControlRequest {
    /// Whether another asks the same of the same, whoever asks.
    fileprivate func asksTheSame(_ other: ControlRequest) -> Bool { action == other.action && target == other.target }
}

extension Settings {
    /// The program's seconds in one of the machine's; the settings have seen to it that all trunks say the same.
    var speed: Double {
        trunks.first?.engine.simulator?.speed ?? 1
    }

    /// Whether no telephone rings: every trunk is the simulator.
    var isSimulated: Bool {
        trunks.allSatisfy { $0.engine.simulator != nil }
    }
}
