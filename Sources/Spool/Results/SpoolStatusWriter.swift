public import CallspoolCore
import Synchronization

/// The status side of a spool directory: a follower for each campaign in `queue/`.
public final class SpoolStatusWriter: StatusWriter {
    private let followers: Mutex<StatusFollowers>

    /// Makes the status side of a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - durability: how much of each journal may be told.
    ///   - shipping: raised when there is something to ship.
    ///   - warn: told of campaigns that cannot be followed.
    public init(
        _ layout: SpoolLayout,
        on disk: any Disk,
        durability: Durability,
        shipping: WakeSignal,
        warn: @escaping @Sendable (String) -> Void
    ) {
        followers = Mutex(
            StatusFollowers(
                layout: layout,
                disk: disk,
                durability: durability,
                shipping: shipping,
                warn: warn
            )
        )
    }

    /// Tells a bounded number of lines of each campaign.
    public func step() async throws -> Bool {
        try followers.withLock { followers in
            do {
                return try followers.step()
            } catch let error as DiskError {
                // The followers may have lines in memory that are not in the files: they are made again from the files.
                followers.open.removeAll()
                throw StoreError(error)
            }
        }
    }
}

/// The followers of all campaigns.
private struct StatusFollowers {
    /// Lines told of one campaign before it is another's turn; also what one commit makes durable.
    private static let linesAtOnce = 4000

    let layout: SpoolLayout
    let disk: any Disk
    let durability: Durability
    let shipping: WakeSignal
    let warn: @Sendable (String) -> Void
    let requests: RebuildRequests
    var open: [String: StatusFollower] = [:]
    /// Campaigns that are told, or cannot be followed, up to so much of their journal: when numbers are added there is
    /// more.
    private var closed: [FolderIdentity: LogPosition] = [:]
    /// What was said of campaigns that cannot be followed, so that it is said once.
    private var said: [String: String] = [:]

    init(
        layout: SpoolLayout,
        disk: any Disk,
        durability: Durability,
        shipping: WakeSignal,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.layout = layout
        self.disk = disk
        self.durability = durability
        self.shipping = shipping
        self.warn = warn
        requests = RebuildRequests(layout, on: disk)
    }

    mutating func step() throws -> Bool {
        for name in try requests.pending() { try rebuild(name) }
        var hasMore = false
        let entries = try disk.list(layout.queue).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }
        let there = Set(entries.map(FolderIdentity.init))
        closed = closed.filter { there.contains($0.key) }
        for entry in entries {
            let durable = durability.end(entry.name)
            guard durable > closed[FolderIdentity(entry)] ?? 0 else { continue }
            do {
                if try follow(entry, durable) { hasMore = true }
            } catch let error as StoreError {
                giveUp(entry, durable, error.message)
            } catch let error as DiskError where error.isOfOneFile {
                giveUp(entry, durable, error.message)
            } catch let error as JSONLineError {
                giveUp(entry, durable, error.message)
            }
        }
        return hasMore
    }

    /// Writes a campaign's results again; what cannot be done is said, and not tried again.
    private mutating func rebuild(_ name: String) throws {
        // Whatever it had in memory is in the journal.
        open[name] = nil
        do {
            if let place = try SpoolReader(layout, on: disk).campaign(name) {
                try ResultsRebuild(layout, on: disk).rebuild(place, durable: try told(place))
                shipping.wake()
            } else {
                warn("results of `\(name)` cannot be written again: there is no such campaign")
            }
        } catch let error as StoreError {
            warn("results of campaign \(name) cannot be written again: \(error.message)")
        } catch let error as DiskError where error.isOfOneFile {
            warn("results of campaign \(name) cannot be written again: \(error.message)")
        } catch let error as JSONLineError {
            warn("results of campaign \(name) cannot be written again: \(error.message)")
        }
        try requests.done(name)
    }

    /// How much of a campaign's journal may be told; `nil` is all of it.
    private func told(_ place: CampaignPlace) throws -> LogPosition? {
        let durable = durability.end(place.folder.name)
        if durable > 0 { return durable }
        if try place.isDone || JournalEnd(place.folder, on: disk) != .other { return nil }
        return try FollowPosition(place.folder.statusPosition, on: disk).journal
    }

    private mutating func follow(_ entry: DiskEntry, _ durable: LogPosition) throws -> Bool {
        let follower = try follower(entry)
        let before = follower.position
        let hasMore = try follower.follow(upTo: durable, limit: StatusFollowers.linesAtOnce)
        for warning in follower.warnings() { warn(warning) }
        if follower.position != before { shipping.wake() }
        if follower.position.finished != nil, follower.position.journal == durable { close(entry, told: durable) }
        return hasMore
    }

    private mutating func follower(_ entry: DiskEntry) throws -> StatusFollower {
        if let follower = open[entry.name], follower.inode == entry.inode { return follower }
        let folder = layout.campaign(entry.name)
        let follower = try StatusFollower(folder, inode: entry.inode, results: layout, on: disk)
        open[entry.name] = follower
        return follower
    }

    private mutating func close(_ entry: DiskEntry, told: LogPosition) {
        open[entry.name] = nil
        closed[FolderIdentity(entry)] = told
        durability.remove(entry.name, toldUpTo: told)
    }

    /// Until its journal grows, or another process tries.
    private mutating func giveUp(_ entry: DiskEntry, _ durable: LogPosition, _ why: String) {
        if said[entry.name] != why { warn("statuses of campaign \(entry.name) cannot be reported: \(why)") }
        said[entry.name] = why
        close(entry, told: durable)
    }
}
