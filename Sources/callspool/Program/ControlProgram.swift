import ArgumentParser
import CallspoolCore
import Dialers
import Foundation
import Spool
import Stages

/// What the control commands do: hand the request to the program that is at work, or carry it out when none is.
struct ControlProgram {
    let spool: OpenSpool

    /// Carries out a request and says what became of it.
    func carryOut(_ request: ControlRequest) async throws {
        try await reportingFailures {
            try checkTarget(request)
            if let lock = try SpoolLock(spool.layout.lock) {
                try await carryOutHere(request)
                withExtendedLifetime(lock) {}
            } else {
                try await handOver(request)
            }
        }
    }

    private func checkTarget(_ request: ControlRequest) throws {
        let names = try SpoolReader(spool.layout, on: spool.disk).campaigns().filter { !$0.isDone }.map(\.folder.name)
        guard request.target == .all || names.contains(where: request.concerns) else {
            Terminal.complain("nothing in the queue is `\(request.target.word)`; see: callspool status")
            throw ExitCode.usage
        }
    }

    /// No program is at work: the command is the writer for a moment.
    private func carryOutHere(_ request: ControlRequest) async throws {
        let answer = try await carryOutHere([request]).first
        show(request, (answer?.rows ?? []).map { ($0.campaign, $0.held, $0.onTheirWay, $0.changed) })
    }

    /// Carries out the requests that wait in `control/`, in their order, and these as the last; durable on return.
    ///
    /// What waits is older: left to the next tick, it would undo what is asked now. What concerns nothing in the queue is
    /// left all the same, perhaps it is of a file that is not picked up yet.
    ///
    /// - Precondition: the caller holds the spool's lock.
    /// - Parameters:
    ///   - requests: what is asked now.
    ///   - tidying: whether what follows for other calls is done at once.
    /// - Returns: an answer to each of these.
    /// - Throws: `DiskError`; `StoreError` when it could not be made durable.
    func carryOutHere(_ requests: [ControlRequest], tidying: Bool = false) async throws -> [ControlAnswer] {
        let folder = ControlFolder(spool.layout, on: spool.disk) { SystemClock().wall }
        let waiting = try folder.waiting()
        // One that asks the same is the same, and what the journal says of it is said of this one.
        let earlier = waiting.filter { one in !requests.contains { one.asksTheSame($0) } }
        let (store, now) = try await openStore(for: earlier + requests)
        var over: [ControlRequest] = []
        for one in earlier where try await !store.control(one, now: now).rows.isEmpty { over.append(one) }
        var answers: [ControlAnswer] = []
        for one in requests { answers.append(try await store.control(one, now: now)) }
        if tidying { try await store.tidy(now) }
        if let failure = await store.commit().failure { throw failure }
        over += waiting.filter { one in requests.contains { one.asksTheSame($0) } }
        for one in over {
            do throws(DiskError) {
                try folder.remove(one)
            } catch {
                Terminal.complain("a request was carried out and cannot be removed: \(error.message)")
            }
        }
        return answers
    }

    /// The store, the campaigns open that some requests concern, and the program's now.
    private func openStore(for requests: [ControlRequest]) async throws -> (EmbeddedQueueStore, Timestamp) {
        let durability = Durability(ringing: Bell())
        let store = EmbeddedQueueStore(
            spool.layout,
            on: spool.disk,
            tag: try SpoolFolders(spool.layout, on: spool.disk).tag { Randomness.word(5) },
            settings: spool.settings,
            durability: durability
        ) { Terminal.complain($0) }
        let names = try SpoolReader(spool.layout, on: spool.disk).campaigns().filter { !$0.isDone }.map(\.folder.name)
        try store.open(names.filter { name in requests.contains { $0.concerns(name) } })
        return (store, SystemClock(speed: spool.settings.speed, notBefore: store.latest).now)
    }

    /// A program is at work: it sees the file within a second, and its journal says what became of it.
    private func handOver(_ request: ControlRequest) async throws {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        let places = try reader.campaigns()
            .filter { !$0.isDone && request.concerns($0.folder.name) }
        let tails = try places.map { try JournalTail($0, fromStart: false, on: spool.disk) }
        try await handOver([request])
        var rows: [(String, Int, Int, Bool)] = []
        for tail in tails {
            var row: (String, Int, Int, Bool) = (tail.acceptance.campaign.name, 0, 0, false)
            try tail.next { entry, _ in
                switch entry.event {
                case .stopped(let canceled, let onTheirWay): row = (row.0, canceled, onTheirWay, true)
                case .suspended(_, let onTheirWay, _): row = (row.0, 0, onTheirWay ?? 0, true)
                case .resumed, .canceled, .settled: row.3 = true
                default: break
                }
            }
            rows.append(row)
        }
        show(request, rows)
    }

    /// Puts requests there for the program at work, and waits until they are carried out.
    func handOver(_ requests: [ControlRequest]) async throws {
        let folder = ControlFolder(spool.layout, on: spool.disk) { SystemClock().wall }
        for request in requests { try folder.put(request) }
        let deadline = ContinuousClock.now + .seconds(10 + 2 * requests.count)
        while try requests.contains(where: folder.isPending) {
            guard ContinuousClock.now < deadline else {
                Terminal.complain(
                    "the program at work has not answered yet; the request waits in \(spool.layout.control)"
                )
                throw ExitCode.tryLater
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func show(_ request: ControlRequest, _ rows: [(String, Int, Int, Bool)]) {
        for (campaign, held, onTheirWay, changed) in rows {
            guard changed else {
                Terminal.write("\(campaign): nothing to \(request.action.rawValue)\n")
                continue
            }
            switch request.action {
            case .stop:
                Terminal.write(
                    "\(campaign): stopped; \(held.counted("call")) canceled, \(onTheirWay.grouped) on \(onTheirWay.whose) way will still go out\n"
                )
            case .suspend:
                Terminal.write(
                    "\(campaign): suspended; \(onTheirWay.counted("call")) on \(onTheirWay.whose) way will still go out\n"
                )
            case .resume: Terminal.write("\(campaign): resumed\n")
            case .cancel: Terminal.write("\(request.target.word): canceled\n")
            case .settle: Terminal.write("\(campaign): \(held.counted("call")) settled\n")
            }
        }
        if rows.isEmpty { Terminal.write("nothing to \(request.action.rawValue)\n") }
    }
}

extension Int {
    /// Whose way so many calls are on.
    fileprivate var whose: String { self == 1 ? "its" : "their" }
}

extension ControlRequest {
    /// Whether another asks the same of the same, whoever asks.
    fileprivate func asksTheSame(_ other: ControlRequest) -> Bool { action == other.action && target == other.target }
}

extension Settings {
    /// The program's seconds in one of the machine's; the settings have seen to it that all trunks say the same.
    var speed: Double {
        if case .simulator(let simulator) = trunks.first?.engine { simulator.speed } else { 1 }
    }

    /// Whether no telephone rings: every trunk is the simulator.
    var isSimulated: Bool {
        trunks.allSatisfy { if case .simulator = $0.engine { true } else { false } }
    }
}
