import ArgumentParser
import CallspoolCore
import Spool

/// What `cancel` does: finds the calls that are meant, and takes out of the queue those that wait.
struct CancelProgram {
    let spool: OpenSpool

    /// Cancels what a person means: a call by its id, the calls to a number, or a file that is not picked up yet.
    ///
    /// - Throws: `ExitCode.usage` when there is nothing of that kind, `ExitCode.failure` when a call cannot be canceled any
    ///   more.
    func cancel(_ text: String) async throws {
        let control = ControlProgram(spool: spool)
        let by = Person.by("callspool cancel")
        if try !control.carryOutInIncoming(ControlRequest(.cancel, text, by: by)) { return }
        let calls = try calls(text)
        let rows = try calls.map { try $0.row(on: spool.disk) }
        let waiting = rows.filter { $0.phase == CallPhase.queued.rawValue }.map(\.job.callID)
        let others = rows.filter { $0.phase != CallPhase.queued.rawValue }
        for row in others { Terminal.write("\(row.job.callID): \(row.whyNotCanceled)\n") }
        var isLate = others.contains { $0.phase != CallPhase.canceled.rawValue }
        if !waiting.isEmpty {
            try await control.carryOutInQueue(waiting.map { ControlRequest(.cancel, $0, by: by) })
            isLate = try tellLate(calls.filter { waiting.contains($0.job.callID) }) || isLate
        }
        if isLate { throw ExitCode.failure }
    }

    /// The calls that are meant; those in the queue, where there are some.
    private func calls(_ text: String) throws -> [FoundCall] {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        let places = try reader.campaigns()
        for isDone in [false, true] {
            let found = try places.filter { $0.isDone == isDone }.flatMap { try reader.calls($0, meantBy: text) }
            if !found.isEmpty { return found }
        }
        if let place = places.first(where: { $0.folder.name == text }) {
            let remedy = place.isDone ? "it is done" : "to stop all of it: callspool stop \(text)"
            Terminal.warn("`\(text)` is a campaign and no call; \(remedy)")
        } else {
            let words = "no call has the id or the number `\(text)`: no queued campaign is named `\(text)`"
            Terminal.warn("\(words); see: callspool view")
        }
        throw ExitCode.usage
    }

    /// Tells of calls whose turn came before the request.
    private func tellLate(_ calls: [FoundCall]) throws -> Bool {
        var isLate = false
        let reader = SpoolReader(spool.layout, on: spool.disk)
        for call in calls {
            var call = call
            // Its campaign may have gone to done/ by it.
            if let place = try reader.campaign(call.place.folder.name) { call.place = place }
            let row = try call.row(on: spool.disk)
            guard row.phase != CallPhase.canceled.rawValue else { continue }
            Terminal.write("\(row.job.callID): \(row.whyNotCanceled)\n")
            isLate = true
        }
        return isLate
    }
}

extension CallRow {
    /// What the call is, for somebody who wanted it canceled.
    fileprivate var whyNotCanceled: String {
        switch CallPhase(rawValue: phase) {
        case .canceled: "is canceled already"
        case .dialing: "cannot be canceled any more: it is being dialled"
        case .connected: "cannot be canceled any more: it is connected"
        case .stuck: "cannot be canceled: its outcome was lost; see: callspool stuck"
        case .rejected: "need not be canceled: it was rejected, and is not dialled"
        case .completed, .failed: "cannot be canceled any more: it is \(phase)"
        case .queued, nil: "is not canceled: it waits in the queue"
        }
    }
}
