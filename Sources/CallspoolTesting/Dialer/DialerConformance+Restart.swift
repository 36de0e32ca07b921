internal import CallspoolCore

// What an engine that goes on without us knows of the calls of the previous run.
extension DialerConformance {
    func laterProcess(_ trial: DialerTrial) async -> [String] {
        guard let under = attempt(.answered, 1), let over = attempt(.busy, 2), let never = attempt(.answered, 3) else {
            return []
        }
        await trial.place(over)
        await trial.awaitEnds()
        await trial.place(under)
        await trial.awaitReport(of: under)
        do {
            guard let later = try await trial.restarted() else { return [] }
            var faults: [String] = []
            let runFaults = await later.run {
                faults = await self.formerFaults(later, under: under, over: over, never: never, trial)
            }
            return faults + runFaults
        } catch {
            return ["a later process could not begin: \(error)"]
        }
    }

    private func formerFaults(
        _ later: DialerTrial,
        under: Attempt,
        over: Attempt,
        never: Attempt,
        _ previous: DialerTrial
    ) async -> [String] {
        var faults: [String] = []
        switch await later.rig.dialer.inquire(over.recorded(previous)) {
        case .ended(let end, _):
            if end.outcome != previous.end(of: over)?.outcome { faults.append("an end is told in two ways") }
        case let other: faults.append("a call of before that has ended is \(other)")
        }
        switch await later.rig.dialer.inquire(never.recorded(previous)) {
        case .unknown, .neverPlaced: break
        case .live, .ended: faults.append("an attempt that was never placed is known")
        }
        switch await later.rig.dialer.inquire(under.recorded(previous)) {
        case .live:
            if let placed = previous.placed.first(where: { $0.attempt == under }) { later.adopt(placed) }
            await later.awaitEnds()
            await later.linger()
            faults += storyFaults(later)
        // It may have ended meanwhile.
        case .ended: break
        case let other: faults.append("a call of before that was in progress is \(other)")
        }
        return faults
    }
}

extension Attempt {
    /// As the store hands it out that replays the journal: with the instant of its recording.
    fileprivate func recorded(_ trial: DialerTrial) -> Attempt {
        var attempt = self
        attempt.recordedAt = trial.placed.first { $0.attempt == self }?.at ?? trial.rig.clock.now
        return attempt
    }
}
