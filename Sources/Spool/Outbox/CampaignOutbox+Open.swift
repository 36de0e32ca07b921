internal import CallspoolCore

extension CampaignOutbox {
    /// Opens a campaign of the queue, and finds out from its files what was shipped before.
    ///
    /// - Returns: `nil` when the folder is no campaign: it has no journal.
    /// - Throws: `DiskError`, also when the journal does not begin with the campaign.
    static func open(
        _ folder: CampaignFolder,
        layout: SpoolLayout,
        disk: any Disk,
        now: Timestamp
    ) throws(DiskError) -> CampaignOutbox? {
        guard try disk.entry(folder.journal) != nil else { return nil }
        let campaign = try acceptedCampaign(folder, disk)
        let secret = try readSecret(folder, disk)
        let target = campaign.resultURL.map { url in
            DeliveryTarget(url: url, format: campaign.resultFormat, secret: secret)
        }
        let outbox = CampaignOutbox(folder: folder, target: target, layout: layout, disk: disk)
        if target != nil { try outbox.replay(undelivered: layout.undelivered(folder.name), now: now) }
        try outbox.refresh()
        return outbox
    }

    private static func acceptedCampaign(_ folder: CampaignFolder, _ disk: any Disk) throws(DiskError) -> Campaign {
        var campaign: Campaign?
        try readLines(folder.journal, disk, blockSize: 1 << 14) { line in
            do throws(JSONLineError) {
                let event = try JournalLine(line).entry().event
                if case .accepted(let acceptance) = event { campaign = acceptance.campaign }
            } catch {
                return false  // Told below.
            }
            return false
        }
        if let campaign { return campaign }
        throw DiskError(code: 0, message: "\(folder.journal) does not begin with an accepted campaign")
    }

    /// The secret without the line feed that an editor leaves.
    private static func readSecret(_ folder: CampaignFolder, _ disk: any Disk) throws(DiskError) -> String? {
        guard let bytes = try disk.contents(folder.secret) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.first.map(String.init)
    }

    /// The state from the log of verdicts over the status file.
    ///
    /// Both are walked together: what the status file has up to a verdict's number, and what has no verdict that ends
    /// it, is held; everything else is a place in the file.
    private func replay(undelivered: String, now: Timestamp) throws(DiskError) {
        let look = try status.look(upTo: nil)
        // Without it nobody can tell what was under way when the last process ended from what was not there yet.
        if look == .missing, try disk.entry(folder.shipping) != nil {
            throw DiskError(code: 0, message: remark(on: .missing))
        }
        var held: [Int: WaitingRecord] = [:]
        var failure: DiskError?
        try CampaignOutbox.readLines(folder.shipping, disk) { line in
            guard let tried = ReplayedTry(line) else { return true }
            do throws(DiskError) {
                try replay(tried, &held)
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        try settleKept(undelivered, &held, now: now)
        // The record that was torn may be taken by the receiver now, and nothing be added any more.
        try self.undelivered.mendIfThere()
        waiting = WaitingRecords(held.values)
    }

    private func replay(_ tried: ReplayedTry, _ held: inout [Int: WaitingRecord]) throws(DiskError) {
        var offset = -1
        while frontier < tried.n {
            let frontier = frontier
            let found = try status.next { line, offset in (n: recordNumber(line) ?? frontier, offset: offset) }
            guard let (n, place) = found else { break }
            guard n > frontier else { continue }
            self.frontier = n
            if n == tried.n {
                offset = place
            } else {
                held[n] = WaitingRecord(due: Timestamp(milliseconds: 0), n: n, offset: place, tries: 0)
            }
        }
        // The status file was moved away: what is new in the next one still has a higher number.
        frontier = max(frontier, tried.n)
        switch tried.meaning {
        case .settled: held[tried.n] = nil
        case .gone:
            held[tried.n] = nil
            isGone = true
        case .due(let due):
            let place = held[tried.n]?.offset ?? offset
            let tries = Int32(clamping: tried.tries)
            held[tried.n] = WaitingRecord(due: due, n: tried.n, offset: place, tries: tries)
        }
    }

    /// Ends what is in the undelivered file and has no verdict: a crash came between the two, and a record that is there
    /// must not come a second time.
    private func settleKept(
        _ path: String,
        _ held: inout [Int: WaitingRecord],
        now: Timestamp
    ) throws(DiskError) {
        try CampaignOutbox.readLines(path, disk) { line in
            guard let n = recordNumber(line) else { return true }
            if n > frontier {
                kept.insert(n)
            } else if let waiter = held.removeValue(forKey: n) {
                say(n, .givenUp(why: "kept before a crash"), tries: Int(waiter.tries), now: now)
            }
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
