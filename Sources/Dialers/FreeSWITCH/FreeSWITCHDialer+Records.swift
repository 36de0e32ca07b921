internal import CallspoolCore

// Calls that ended while nobody listened are looked for in FreeSWITCH's call records, where the settings name them.

extension FreeSWITCHDialer {
    /// Looks for them until the task is canceled.
    func keepLooking(
        into records: CallRecordBook<FreeSWITCHRecord>,
        _ reporting: @Sendable ([AttemptReport]) -> Void
    ) async {
        while !Task.isCancelled {
            do { try await clock.sleep(until: clock.now + .milliseconds(250)) } catch { return }
            let sought = sought
            if sought.isEmpty { continue }
            let found = await records.records(of: sought)
            // Who leaves has not looked.
            if Task.isCancelled { return }
            act(reporting) { $0.looked(for: sought, found, $1) }
        }
    }
}

extension CallRecordBook<FreeSWITCHRecord> {
    /// What it tells of an attempt that FreeSWITCH has no channel of.
    func inquiry(_ attempt: Attempt, _ clock: any ProgramClock) async -> Inquiry {
        guard let record = await records(of: [attempt.id])[attempt.id] else { return .unknown }
        let now = clock.now
        var call = FreeSWITCHCall(adopting: attempt)
        call.seek(now)
        guard let report = call.looked(record, now), case .ended(let end) = report.event else { return .unknown }
        return .ended(end, at: report.at)
    }
}
