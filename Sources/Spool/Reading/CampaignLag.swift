public import CallspoolCore

/// How far the reporting of a campaign lags behind its dialling, and the shipping behind the reporting.
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
    public var unreported = Wait()
    /// Records that are in the status file, and that the receiver has not taken nor were given up.
    public var unshipped = Wait()
    /// When a record is tried again next, and why it was not taken; `nil` when none was refused.
    public var nextTry: (at: Timestamp, why: String)?

    /// No lag.
    public init() {}

    /// Equal when everything is.
    public static func == (left: CampaignLag, right: CampaignLag) -> Bool {
        left.unreported == right.unreported && left.unshipped == right.unshipped
            && left.nextTry?.at == right.nextTry?.at && left.nextTry?.why == right.nextTry?.why
    }
}

extension SpoolReader {
    /// How far a campaign's reporting and shipping lag.
    ///
    /// The status file is read only as far as its first record that is not shipped: a campaign without lag costs nothing
    /// but its log of deliveries.
    ///
    /// - Parameters:
    ///   - place: the campaign.
    ///   - finals: the lines of its journal that ended calls.
    ///   - isShipped: whether its records go anywhere.
    /// - Returns: what waits; nothing for a campaign that is done.
    /// - Throws: `DiskError`, `JSONLineError`.
    func lag(_ place: CampaignPlace, _ finals: FinalLines, isShipped: Bool) throws -> CampaignLag {
        var lag = CampaignLag()
        guard !place.isDone else { return lag }
        lag.unreported = unreported(finals, after: try lastReported(place.folder))
        guard isShipped else { return lag }
        let shipped = try ShippedRecords(place.folder.shipping, on: disk)
        lag.unshipped.count = max(0, finals.count - lag.unreported.count - shipped.count)
        if lag.unshipped.count > 0 {
            lag.unshipped.since = try shipped.firstOutstanding(in: layout.status(place.folder.name), on: disk)
            lag.nextTry = shipped.nextTry
        }
        return lag
    }

    /// The lines that end a call behind the last one that the status side has told.
    private func unreported(_ finals: FinalLines, after told: Int) -> CampaignLag.Wait {
        let count = finals.count(upTo: told)
        // What is told meanwhile is not in the journal as it was read.
        guard count < finals.count else { return CampaignLag.Wait() }
        return CampaignLag.Wait(count: finals.count - count, since: finals.instant(count))
    }
}
