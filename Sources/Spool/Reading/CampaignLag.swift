public import CallspoolCore

/// How far the telling of a campaign lags behind its dialling, and the shipping behind the telling.
public struct CampaignLag: Equatable, Sendable {
    /// Things that wait, and since when the one that has waited longest does.
    public struct Wait: Equatable, Sendable {
        /// How many wait.
        public var count = 0
        /// When the call became final that has waited longest; `nil` when none waits.
        public var since: Timestamp?

        /// Makes one; none waits unless said otherwise.
        public init(count: Int = 0, since: Timestamp? = nil) {
            self.count = count
            self.since = since
        }

        /// How long that is by now, not less than nothing; `nil` when none waits.
        public func age(_ now: Timestamp) -> Duration? {
            since.map { max(.zero, now - $0) }
        }
    }

    /// Calls that are final and not yet in the status file.
    public var untold = Wait()
    /// Records that are in the status file, and that the receiver has not taken nor were given up.
    public var unshipped = Wait()
    /// When a record is tried again next, and why it was not taken; `nil` when none was refused.
    public var nextTry: (at: Timestamp, why: String)?

    /// No lag.
    public init() {}

    /// Equal when everything is.
    public static func == (left: CampaignLag, right: CampaignLag) -> Bool {
        left.untold == right.untold && left.unshipped == right.unshipped
            && left.nextTry?.at == right.nextTry?.at && left.nextTry?.why == right.nextTry?.why
    }
}

extension SpoolReader {
    /// How far a campaign's telling and shipping lag.
    ///
    /// The journal is read from where the status side was last, and the status file only as far as its first record that
    /// is not shipped: a campaign without lag costs nothing but its log of deliveries.
    ///
    /// - Parameters:
    ///   - place: the campaign.
    ///   - final: how many of its calls are final.
    ///   - isShipped: whether its records go anywhere.
    /// - Returns: what waits; nothing for a campaign that is done.
    /// - Throws: `DiskError`, `JSONLineError`.
    func lag(_ place: CampaignPlace, final: Int, isShipped: Bool) throws -> CampaignLag {
        var lag = CampaignLag()
        guard !place.isDone else { return lag }
        let position = try FollowPosition(place.folder.statusPosition, on: disk)
        lag.untold = try untold(place, after: position)
        guard isShipped else { return lag }
        let shipped = try ShippedRecords(place.folder.shipping, on: disk)
        lag.unshipped.count = max(0, final - lag.untold.count - shipped.count)
        if lag.unshipped.count > 0 {
            lag.unshipped.since = try shipped.firstOutstanding(in: layout.status(place.folder.name), on: disk)
            lag.nextTry = shipped.nextTry
        }
        return lag
    }

    /// The lines that end a call behind the last one that the status file tells.
    private func untold(_ place: CampaignPlace, after position: FollowPosition) throws -> CampaignLag.Wait {
        let path = layout.status(place.folder.name)
        let last = try disk.entry(path) == nil ? nil : try LastLine(path, on: disk).number
        let told = max(position.n, last ?? 0)
        var wait = CampaignLag.Wait()
        let file = try disk.openReading(place.folder.journal)
        defer { file.close() }
        var reader = LineReader(file, from: position.journal)
        while let end: Timestamp? = try reader.next({ bytes, _ in
            let line = try JournalLine(bytes)
            return try line.n > told && line.isFinal() ? try line.instant() : nil
        }) {
            guard let end else { continue }
            wait.count += 1
            wait.since = min(wait.since ?? end, end)
        }
        return wait
    }
}

extension JournalLine {
    /// Whether there is a status record of it: nothing follows for its call.
    func isFinal() throws(JSONLineError) -> Bool {
        if isEvent("canceled") || isEvent("expired") || isEvent("rejected") { return true }
        guard isEvent("ended") || isEvent("settled") else { return false }
        if case .final = try disposition() { return true }
        return false
    }
}
