internal import CallspoolCore

/// The outgoing records of one campaign.
///
/// Records in the order of the status file are a place in it and the highest number read, `frontier`. What was read and
/// has no end yet is held as batches: in progress with the caller, or in `waiting`; and as the one that is not full.
final class CampaignOutbox {
    let name: String
    let folder: CampaignFolder
    /// Where the records go; `nil` when the campaign has no `result_url`.
    let target: DeliveryTarget?
    let rules: OutboxRules
    let disk: any Disk

    var status: StatusFile
    /// What is read instead of the status file, once that was moved, cut or edited.
    let copy: StatusCopy?
    /// Whether the status file turned out not to be what it was.
    var isStatusFileChanged = false
    /// Whether the status side says enough to notice it, and to tell the records again.
    private(set) var canRetell = false
    /// The highest number that was read; a line with a lower one is not new, whatever file it is in.
    var frontier = 0
    /// What makes batches of what is read.
    var cutter: BatchCutter
    /// Since when there is a batch that is not full.
    var openSince: Timestamp?
    /// A batch that was cut before it was full.
    ///
    /// It is nobody's before its line is durable: after a crash, and with more records, it would be another batch.
    var cut: Batch?
    var waiting = WaitingBatches()
    /// What waited and is given up.
    var abandoned: [WaitingBatch] = []
    /// Records up to this number that have not been sent are given up: their host takes nothing.
    var givenUpTo = 0
    /// Numbers in the undelivered file that have no result, of a crash before it was durable.
    var kept: Set<Int> = []
    /// Deliveries that the caller has.
    var inProgress = 0
    /// Whether the receiver wants nothing more.
    var isGone = false
    /// The `finished` line up to which the status side had told everything at the last look; `nil` while it had not.
    var finished: Int?
    /// Whether its status file could not be read; until the next look.
    var isStalled = false
    /// Records up to this number are not this process's to send.
    var passedTo = 0
    /// Whether there were such.
    var hasPassedOver = false
    /// What the log tells of the host, until it is handed out.
    var history: HostHistory?
    var warnings: [String] = []
    /// What became of records in this process.
    var tally: ShippingTally

    /// Where results of deliveries and kept records are written.
    let log: DeliveryLog
    /// What is to be written next.
    var unwritten = DeliveryLog.Lines()
    /// Results of deliveries that were handed to the log and are not known to be durable.
    private var handed = 0
    private var writer = JSONLineWriter()
    var isRetryTurn = false
    private(set) var lastLook = StatusFile.Look.same

    /// Makes the outbox of a campaign before anything of it was read; `open` is the way.
    init(
        folder: CampaignFolder,
        target: DeliveryTarget?,
        layout: SpoolLayout,
        disk: any Disk,
        rules: OutboxRules,
        copy: StatusCopy? = nil
    ) {
        name = folder.name
        self.folder = folder
        self.target = target
        self.disk = disk
        self.rules = rules
        cutter = BatchCutter(size: target?.batch ?? 1)
        tally = ShippingTally(campaign: folder.name)
        self.copy = copy
        status = StatusFile(copy?.path ?? layout.status(folder.name), on: disk)
        log = DeliveryLog(folder, undelivered: layout.undelivered(folder.name), on: disk)
    }

    /// Looks how far the status side has come.
    func refresh(now: Timestamp) throws(DiskError) {
        defer { status.rest() }
        var position = try readPosition()
        try follow(&position)
        finished = position.finished
        isStalled = false
        let look = try status.look(upTo: target == nil ? 0 : position.durable)
        if look != .same, let open = cutter.cut() {
            // Its records are looked for in whatever file is there next.
            (frontier, openSince) = (open.n - 1, nil)
        }
        if cutter.open != nil { openSince = openSince ?? now }
        if look != lastLook, look != .same { warnings.append(warn(on: look)) }
        lastLook = look
    }

    /// Brings the copy to where the status side is.
    func follow(_ position: inout StatusPosition) throws(DiskError) {
        let follow = try FollowPosition(folder.statusPosition, on: disk)
        canRetell = follow.isKnown
        if let copy { position.durable = try copy.extend(upTo: follow.journal) }
    }

    private func readPosition() throws(DiskError) -> StatusPosition {
        guard let bytes = try disk.contents(folder.statusPosition) else { return StatusPosition() }
        if let position = StatusPosition(bytes) { return position }
        throw DiskError(code: 0, message: "\(folder.statusPosition) is not what the status side writes")
    }

    func warn(on look: StatusFile.Look) -> String {
        look == .missing
            ? "results/\(name).status.jsonl is missing: its records cannot be shipped; put it back, or an empty file in "
                + "its place to go on without them"
            : "results/\(name).status.jsonl was exchanged or cut: shipping goes on with the records that are new in it"
    }

    /// About how many requests may be made now.
    func ready(now: Timestamp) -> Int {
        guard let target, !isGone, !isStalled else { return 0 }
        let due = waiting.nextDue.map { $0 <= now } == true ? waiting.count : 0
        // A record is some 700 bytes; the caller only wants to know whether a worker is enough.
        return due + (cut == nil && status.unread > 0 ? 1 + status.unread / (700 * target.batch) : 0)
    }

    /// When the batch that is not full goes out as it is; `nil` when there is none, or more to be read for it.
    var cutDue: Timestamp? {
        guard cutter.open != nil, cut == nil, !isGone, status.unread == 0, let openSince else { return nil }
        return finished != nil ? openSince : openSince + rules.batchWait
    }

    /// Results of deliveries that are not durable yet.
    var uncommitted: Int { unwritten.count + handed }

    /// How much there is for `commit` to do.
    func toCommit(now: Timestamp) -> Int {
        uncommitted + (hasToSweep ? 1 : 0) + (cutDue.map { $0 <= now } == true ? 1 : 0)
    }

    /// Hands to the log what is to be made durable, with the batch that is cut because it has waited for long enough.
    ///
    /// - Returns: the log, if there is something in it to be made durable; `committed` is to be called after.
    func handOver(now: Timestamp) -> DeliveryLog? {
        if let due = cutDue, due <= now, let batch = cutter.cut() {
            (cut, openSince) = (batch, nil)
            say(batch, .batch, tries: 0, now: now)
        }
        guard uncommitted > 0 else { return nil }
        log.add(unwritten)
        handed += unwritten.count
        unwritten = DeliveryLog.Lines()
        return log
    }

    /// What was handed over is durable (P7); a batch that was cut may go out.
    func committed() {
        handed = 0
        if let batch = cut { waiting.insert(WaitingBatch(batch, due: Timestamp(milliseconds: 0), tries: 0)) }
        cut = nil
    }

    /// Adds a line to the delivery log, in memory.
    func say(_ batch: Batch, _ event: ShippingLine.Event, tries: Int, restsUntil: Timestamp? = nil, now: Timestamp) {
        ShippingLine(batch: batch, at: now, event: event, tries: tries, restsUntil: restsUntil).write(to: &writer)
        unwritten.results.append(contentsOf: writer.bytes)
        unwritten.count += 1
        writer.removeAll()
        tally.note(event, batch.count)
    }

    /// How many records are told and have no end yet; reads to the end of what may be read.
    func left() throws(DiskError) -> Int {
        defer { status.rest() }
        let held = waiting.records + abandoned.reduce(0) { $0 + $1.batch.count } + (cutter.open?.count ?? 0)
        return held + (cut?.count ?? 0) + (try status.countUnread(above: frontier))
    }

    /// Whether every record has its end that there was at the last look, when the campaign was told up to `finished`.
    ///
    /// Numbers may have been added since: only `close` sees that.
    var isSettled: Bool {
        guard finished != nil, inProgress == 0, waiting.isEmpty, abandoned.isEmpty, cutter.open == nil, cut == nil,
            !hasPassedOver, uncommitted == 0
        else { return false }
        guard target != nil else { return true }
        return lastLook == .missing ? status.wasRead : status.isRead
    }
}
