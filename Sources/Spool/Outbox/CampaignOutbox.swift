internal import CallspoolCore

/// The outgoing records of one campaign.
///
/// Records in the order of the status file are a place in it and the highest number read, `frontier`; only those that
/// were read and have no end yet are held: under way with the caller, or in `waiting`.
final class CampaignOutbox {
    let name: String
    let folder: CampaignFolder
    /// Where the records go; `nil` when the campaign has no `result_url`.
    let target: DeliveryTarget?
    let disk: any Disk

    var status: StatusFile
    /// The highest number that was read; a line with a lower one is not new, whatever file it is in.
    var frontier = 0
    var waiting = WaitingRecords()
    /// Numbers above the frontier that are in the undelivered file already, of a crash before their verdict was durable.
    var kept: Set<Int> = []
    /// Records that the caller has.
    var underWay = 0
    /// Whether the receiver wants nothing more.
    var isGone = false
    /// Whether the status side will write nothing more.
    var isComplete = false
    /// Whether its status file could not be read; until the next look.
    var isStalled = false
    var remarks: [String] = []

    private var verdicts: LineFile
    var undelivered: LineFile
    private var writer = JSONLineWriter()
    /// Verdicts that are not durable yet.
    private(set) var uncommitted = 0
    private var isRetryTurn = false
    private var lastLook = StatusFile.Look.same

    /// Makes the outbox of a campaign before anything of it was read; `open` is the way.
    init(folder: CampaignFolder, target: DeliveryTarget?, layout: SpoolLayout, disk: any Disk) {
        name = folder.name
        self.folder = folder
        self.target = target
        self.disk = disk
        status = StatusFile(layout.status(folder.name), on: disk)
        verdicts = LineFile(folder.shipping, on: disk)
        undelivered = LineFile(layout.undelivered(folder.name), on: disk)
    }

    /// Whether verdicts or kept records are not durable yet.
    var isDirty: Bool { verdicts.isDirty || undelivered.isDirty }

    /// How much there is for `commit` and `sweepGone` to do.
    var toCommit: Int { uncommitted + (isGone && (status.unread > 0 || !waiting.isEmpty) ? 1 : 0) }

    /// Looks how far the status side has come.
    func refresh() throws(DiskError) {
        let position = try readPosition()
        isComplete = position.isComplete
        isStalled = false
        let look = try status.look(upTo: target == nil ? 0 : position.durable)
        if look != lastLook, look != .same { remarks.append(remark(on: look)) }
        lastLook = look
    }

    private func readPosition() throws(DiskError) -> StatusPosition {
        guard let bytes = try disk.contents(folder.statusPosition) else { return StatusPosition() }
        if let position = StatusPosition(bytes) { return position }
        throw DiskError(code: 0, message: "\(folder.statusPosition) is not what the status side writes")
    }

    func remark(on look: StatusFile.Look) -> String {
        look == .missing
            ? "results/\(name).status.jsonl is missing: its records cannot be shipped; put it back, or an empty file in "
                + "its place to go on without them"
            : "results/\(name).status.jsonl was exchanged or cut: shipping goes on with the records that are new in it"
    }

    /// About how many records may be sent now.
    func ready(now: Timestamp) -> Int {
        guard target != nil, !isGone, !isStalled else { return 0 }
        let due = waiting.nextDue.map { $0 <= now } == true ? waiting.count : 0
        // A record is some 700 bytes; the caller only wants to know whether a worker is enough.
        return due + (status.unread > 0 ? 1 + status.unread / 700 : 0)
    }

    /// Hands out a record that may be sent now: new ones and those due again in turns, so that neither waits for all of
    /// the other.
    func take(key: Int, now: Timestamp) throws(DiskError) -> OutgoingRecord? {
        guard let target, !isGone else { return nil }
        isRetryTurn.toggle()
        if isRetryTurn, let record = try takeWaiting(key, target, now) { return record }
        if let record = try takeNew(key, target, now) { return record }
        return try takeWaiting(key, target, now)
    }

    private func takeNew(_ key: Int, _ target: DeliveryTarget, _ now: Timestamp) throws(DiskError) -> OutgoingRecord? {
        while let (n, offset, line) = try nextNew() {
            let record = OutgoingRecord(campaign: key, n: n, offset: offset, tries: 0, line: line, target: target)
            underWay += 1
            guard kept.remove(n) != nil else { return record }
            settle(record, .givenUp(why: "kept before a crash"), tries: 0, now: now, isKept: true)
        }
        return nil
    }

    /// The next line that is new; `nil` when all were read.
    func nextNew() throws(DiskError) -> (n: Int, offset: Int, line: [UInt8])? {
        let frontier = frontier
        while true {
            let found = try status.next { line, offset -> (n: Int?, offset: Int, line: [UInt8]) in
                let n = recordNumber(line)
                return (n, offset, n.map { $0 > frontier } == true ? [UInt8](line) : [])
            }
            guard let found else { return nil }
            guard let n = found.n else {
                remarks.append("results/\(name).status.jsonl: what is at byte \(found.offset) is no status record")
                continue
            }
            if n > frontier {
                self.frontier = n
                return (n, found.offset, found.line)
            }
        }
    }

    private func takeWaiting(
        _ key: Int,
        _ target: DeliveryTarget,
        _ now: Timestamp
    ) throws(DiskError) -> OutgoingRecord? {
        while let waiter = waiting.take(now: now) {
            guard let line = try waitingLine(waiter, now) else { continue }
            underWay += 1
            return OutgoingRecord(
                campaign: key,
                n: waiter.n,
                offset: waiter.offset,
                tries: Int(waiter.tries),
                line: line,
                target: target
            )
        }
        return nil
    }

    /// The line of a record that waited; `nil` when it is not where it was, which settles it.
    private func waitingLine(_ waiter: WaitingRecord, _ now: Timestamp) throws(DiskError) -> [UInt8]? {
        let line: [UInt8]?
        do throws(DiskError) {
            line = try status.line(at: waiter.offset)
        } catch {
            waiting.insert(waiter)
            throw error
        }
        if let line, line.withUnsafeBytes({ recordNumber($0) }) == waiter.n { return line }
        let why = "its line is not in results/\(name).status.jsonl any more"
        remarks.append("record \(waiter.n) of \(name) is given up: \(why)")
        say(waiter.n, .givenUp(why: why), tries: Int(waiter.tries), now: now)
        return nil
    }

    /// Notes what became of a record.
    func note(_ verdict: Verdict, of record: OutgoingRecord, now: Timestamp) {
        let tries = record.tries + 1
        switch verdict {
        case .taken(let status): settle(record, .taken(httpStatus: status), tries: tries, now: now)
        case .retry where isGone: settle(record, .gone, tries: tries, now: now)
        case .retry(let at, let why):
            settle(record, .retry(at: at, why: why), tries: tries, now: now)
            waiting.insert(WaitingRecord(due: at, n: record.n, offset: record.offset, tries: Int32(clamping: tries)))
        case .givenUp(let why): settle(record, .givenUp(why: why), tries: tries, now: now)
        case .gone:
            isGone = true
            settle(record, .gone, tries: tries, now: now)
        }
    }

    private func settle(
        _ record: OutgoingRecord,
        _ event: ShippingLine.Event,
        tries: Int,
        now: Timestamp,
        isKept: Bool = false
    ) {
        underWay -= 1
        switch event {
        case .taken, .retry: break
        case .givenUp, .gone: if !isKept { undelivered.append(line: record.line) }
        }
        say(record.n, event, tries: tries, now: now)
    }

    /// Adds a line to the log of verdicts, in memory.
    func say(_ n: Int, _ event: ShippingLine.Event, tries: Int, now: Timestamp) {
        ShippingLine(n: n, at: now, event: event, tries: tries).write(to: &writer)
        verdicts.append(writer.bytes)
        writer.removeAll()
        uncommitted += 1
    }

    /// Takes back a record without a verdict; it is due at once.
    func putBack(_ record: OutgoingRecord) {
        underWay -= 1
        waiting.insert(
            WaitingRecord(
                due: Timestamp(milliseconds: 0),
                n: record.n,
                offset: record.offset,
                tries: Int32(clamping: record.tries)
            )
        )
    }

    /// Makes the verdicts durable: first the records that are kept, then the verdicts that say so (P7).
    func commit() throws(DiskError) {
        try undelivered.commit()
        try verdicts.commit()
        uncommitted = 0
    }

    /// Puts records whose receiver is gone aside, a bounded lot of them.
    ///
    /// - Returns: whether there are more.
    func sweepGone(now: Timestamp) throws(DiskError) -> Bool {
        guard isGone, target != nil else { return false }
        while undelivered.pendingBytes < 1 << 20 {
            if let waiter = waiting.takeAny() {
                guard let line = try waitingLine(waiter, now) else { continue }
                undelivered.append(line: line)
                say(waiter.n, .gone, tries: Int(waiter.tries), now: now)
            } else if let (n, _, line) = try nextNew() {
                if kept.remove(n) == nil { undelivered.append(line: line) }
                say(n, .gone, tries: 0, now: now)
            } else {
                return false
            }
        }
        return true
    }

    /// Whether every record there is and will be has its end.
    var isSettled: Bool {
        guard isComplete, underWay == 0, waiting.isEmpty, !isDirty else { return false }
        guard target != nil else { return true }
        return lastLook == .missing ? status.wasRead : status.isRead
    }
}
