internal import CallspoolCore

extension CampaignOutbox {
    /// Opens a campaign of the queue, and finds out from its files what was shipped before.
    ///
    /// - Returns: `nil` when the folder is not a campaign: it has no journal.
    /// - Throws: `DiskError`, also when the journal does not begin with the campaign.
    static func open(
        _ folder: CampaignFolder,
        layout: SpoolLayout,
        disk: any Disk,
        rules: OutboxRules,
        retelling: Bool = false,
        now: Timestamp
    ) throws(DiskError) -> CampaignOutbox? {
        guard try disk.entry(folder.journal) != nil else { return nil }
        let target = try target(of: folder, disk)
        let isStatusFileChanged = try isStatusFileChanged(folder, layout, disk)
        let copy = target != nil && (retelling || isStatusFileChanged) ? try StatusCopy(folder, on: disk) : nil
        // Of a time before the file was whole again.
        if copy == nil { try disk.remove(folder.statusCopy) }
        let outbox = CampaignOutbox(
            folder: folder,
            target: target,
            layout: layout,
            disk: disk,
            rules: rules,
            copy: copy
        )
        if copy != nil { outbox.warnings.append(outbox.copyRemark) }
        var position = StatusPosition()
        try outbox.follow(&position)
        if target != nil { try outbox.replay(undelivered: layout.undelivered(folder.name)) }
        if outbox.isStatusFileChanged, copy == nil {
            return try open(folder, layout: layout, disk: disk, rules: rules, retelling: true, now: now)
        }
        try outbox.refresh(now: now)
        return outbox
    }

    /// Where a campaign's records go; `nil` when it has no `result_url`.
    ///
    /// - Throws: `DiskError`, also when the journal does not begin with the campaign.
    static func target(of folder: CampaignFolder, _ disk: any Disk) throws(DiskError) -> DeliveryTarget? {
        let campaign = try acceptedCampaign(folder, disk)
        guard let url = campaign.resultURL else { return nil }
        let secrets = try readSecrets(folder, disk)
        return DeliveryTarget(url: url, format: campaign.resultFormat, secrets: secrets, batch: campaign.resultBatch)
    }

    private static func acceptedCampaign(_ folder: CampaignFolder, _ disk: any Disk) throws(DiskError) -> Campaign {
        var campaign: Campaign?
        var why = "does not begin with an accepted campaign"
        try readLines(folder.journal, disk, blockSize: 1 << 14) { line in
            do throws(JSONLineError) {
                let event = try JournalLine(line).entry().event
                if case .accepted(let acceptance) = event { campaign = acceptance.campaign }
            } catch {
                why = error.refusal ?? why
            }
            return false
        }
        if let campaign { return campaign }
        throw DiskError(code: 0, message: "\(folder.journal) \(why)")
    }

    /// The secrets, one a line, without the line feeds.
    static func readSecrets(_ folder: CampaignFolder, _ disk: any Disk) throws(DiskError) -> [String] {
        guard let bytes = try disk.contents(folder.secret) else { return [] }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// The state from the delivery log over the status file.
    ///
    /// Both are walked together: what the status file has up to a result's batch, and what has no result that ends it, is
    /// held; everything else is a place in the file.
    private func replay(undelivered: String) throws(DiskError) {
        let look = try status.look(upTo: nil)
        // Without it nobody can tell what was in progress when the last process ended from what was not there yet.
        if look == .missing, try disk.entry(folder.shipping) != nil {
            throw DiskError(code: 0, message: warn(on: .missing))
        }
        if let since = rules.since { passedTo = try status.lastNumber(writtenBy: since - .milliseconds(1)) }
        var held: [Int: WaitingBatch] = [:]
        var history = HostHistory()
        var failure: DiskError?
        try CampaignOutbox.readLines(folder.shipping, disk) { line in
            guard let tried = ReplayedTry(line) else { return true }
            history.note(tried)
            do throws(DiskError) {
                try replay(tried, &held)
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        self.history = history
        try readKept(undelivered, held)
        // The record that was torn may be taken by the receiver now, and nothing be added any more.
        try log.mendUndelivered()
        waiting = WaitingBatches(held.values.filter { isChosen($0.batch) })
    }

    private func replay(_ tried: ReplayedTry, _ held: inout [Int: WaitingBatch]) throws(DiskError) {
        while frontier < tried.last {
            let frontier = frontier
            let found = try status.next { line, offset in (n: recordNumber(line), offset: offset) }
            guard let found else { break }
            if found.n == nil { isStatusFileChanged = isStatusFileChanged || canRetell }
            guard let n = found.n, n > frontier else { continue }
            let offset = found.offset
            self.frontier = n
            let full = cutter.add(n: n, offset: offset)
            // Not full, and yet a batch: the line says so.
            let isCut = full == nil && n == tried.last && cutter.open?.n == tried.n
            if let batch = full ?? (isCut ? cutter.cut() : nil) { held[batch.n] = unsent(batch) }
        }
        // The status file was moved away: what is new in the next one still has a higher number.
        frontier = max(frontier, tried.last)
        let lost = Batch(n: tried.n, last: tried.last, count: tried.count, offset: CampaignOutbox.nowhere)
        let batch = held[tried.n]?.batch ?? lost
        switch tried.meaning {
        case .batch: held[tried.n] = unsent(batch)
        case .taken, .kept, .replayed: held[tried.n] = nil
        case .gone:
            held[tried.n] = nil
            isGone = true
        case .due(let due): held[tried.n] = WaitingBatch(batch, due: due, tries: tried.tries)
        }
    }

    /// The offset of what the status file does not have any more.
    private static let nowhere = -1

    private func unsent(_ batch: Batch) -> WaitingBatch {
        WaitingBatch(batch, due: Timestamp(milliseconds: 0), tries: 0)
    }

    /// Finds what is in the undelivered file and has no result.
    private func readKept(_ path: String, _ held: [Int: WaitingBatch]) throws(DiskError) {
        let batches = held.values.map(\.batch).sorted { $0.n < $1.n }
        // What is not held and was read has its result.
        let read = cutter.open.map { $0.n - 1 } ?? frontier
        try CampaignOutbox.readLines(path, disk) { line in
            guard let n = recordNumber(line) else { return true }
            if n > read || batches.holds(n) { kept.insert(n) }
            return true
        }
    }

    /// Hands over the whole lines of a file until the closure returns false; nothing when there is no file.
    static func readLines(
        _ path: String,
        _ disk: any Disk,
        blockSize: Int = 1 << 18,
        _ body: (UnsafeRawBufferPointer) -> Bool
    ) throws(DiskError) {
        guard try disk.entry(path) != nil else { return }
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file, blockSize: blockSize)
        do {
            while let goesOn = try reader.next({ line, _ in body(line) }) {
                if !goesOn { return }
            }
        } catch let error as DiskError {
            throw error
        } catch {
            // The closure throws nothing, so that only the disk can.
            throw DiskError(code: 0, message: "cannot read \(path): \(error)")
        }
    }
}

extension HostHistory {
    /// Goes on with a line of the log.
    fileprivate mutating func note(_ tried: ReplayedTry) {
        switch tried.meaning {
        case .taken, .replayed: worked(tried.at)
        case .due, .kept: failed(tried.at, restsUntil: tried.restsUntil)
        case .batch, .gone: break
        }
    }
}

extension [Batch] {
    /// Whether one of these, which are in order, has a number.
    fileprivate func holds(_ n: Int) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].last < n { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].n <= n
    }
}
