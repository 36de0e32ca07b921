internal import CallspoolCore

// Calls that ended while nobody listened are looked for in Asterisk's call records, where the settings name them.

extension AsteriskDialer {
    /// Looks for them until the task is canceled.
    func keepLooking(into records: CallRecordBook<CallRecord>) async {
        while !Task.isCancelled {
            do { try await clock.sleep(until: clock.now + times.tick) } catch { return }
            let sought = sought
            if sought.isEmpty { continue }
            let found = await records.records(of: sought.flatMap(\.channels))
            // Who leaves has not looked.
            if Task.isCancelled { return }
            happened { $0.found(found, $1) }
        }
    }
}

extension CallRecordBook<CallRecord> {
    /// What it tells of an attempt that Asterisk has no channel of.
    func inquiry(_ attempt: Attempt, isLocal: Bool, _ clock: any ProgramClock) async -> Inquiry {
        let ids = AsteriskIDs(attempt, isLocal: isLocal)
        guard let record = ids.record(among: await records(of: ids.channels)) else { return .unknown }
        let now = clock.now
        var call = AsteriskCall(attempt, ids: ids)
        call.since = now - .seconds(record.lasted)
        let (end, at) = call.end(by: record, now)
        return .ended(end, at: at)
    }
}

extension AsteriskIDs {
    /// The channels of the call.
    var channels: [String] { [channel] + [other].compactMap { $0 } }

    /// The record that tells of the call: of a pair, that of the half that runs through the dialplan.
    func record(among records: [String: CallRecord]) -> CallRecord? {
        other.flatMap { records[$0] } ?? records[channel]
    }
}
