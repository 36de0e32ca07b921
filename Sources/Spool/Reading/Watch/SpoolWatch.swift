public import CallspoolCore
internal import Synchronization

/// The campaigns of a spool, kept up with their journals: a page that looks every second must not read gigabytes again.
///
/// Of campaigns that are done only the figures are kept, and the last few that somebody opened. Holds no lock of the
/// spool's and writes nothing.
public final class SpoolWatch: Sendable {
    /// How many opened campaigns of `done/` are kept whole.
    private static let mostOpened = 2
    /// How long a campaign that is done stays among the others.
    public static let recent = Duration.seconds(86_400)

    fileprivate struct State {
        var campaigns: [String: CampaignWatch] = [:]
        var done: [String: CampaignOverview] = [:]
        var opened: [CampaignWatch] = []
        var older: [CampaignPlace] = []
        var warnings: [String: String] = [:]
        var version = 0
    }

    /// Reads the spool.
    public let reader: SpoolReader
    private let state = Mutex(State())
    /// When the spool was last looked at; held while it is.
    private let looked = Mutex(Timestamp?.none)

    /// Watches a spool; nothing is read before the first `refresh`.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        reader = SpoolReader(layout, on: disk)
    }

    /// Takes in what has happened since.
    ///
    /// A campaign that cannot be read hides no other.
    ///
    /// - Parameters:
    ///   - now: the machine's now, by which it is judged whether a campaign was done long ago.
    ///   - age: how old a look may be that does as well.
    /// - Throws: `DiskError` when the spool cannot be listed.
    public func refresh(_ now: Timestamp, ifOlderThan age: Duration = .zero) throws {
        try looked.withLock { last in
            if let last, now >= last, now - last < age { return }
            try look(now)
            last = now
        }
    }

    private func look(_ now: Timestamp) throws {
        let places = try reader.campaigns()
        let older = places.filter { $0.isDone && now - $0.modified > SpoolWatch.recent }
        for place in places where !place.isDone || now - place.modified <= SpoolWatch.recent {
            try complaining(of: place) { try place.isDone ? seeDone(place) : see(place) }
        }
        state.withLock { $0.keepOnly(places, older: older) }
    }

    private func complaining(of place: CampaignPlace, _ work: () throws -> Void) throws {
        do {
            try work()
        } catch let error as StoreError {
            state.withLock { $0.warn(place.folder.name, error.message) }
        } catch let error as JSONLineError {
            state.withLock { $0.warn(place.folder.name, error.message) }
        } catch let error as DiskError {
            // One that went to done/ this moment is seen there the next time.
            if !error.isMissing { state.withLock { $0.warn(place.folder.name, error.message) } }
        }
    }

    private func see(_ place: CampaignPlace) throws {
        // Taken out, worked on without the lock, and put back: those who look wait for nobody.
        let watch = try watch(place, state.withLock { $0.campaigns[place.folder.name] })
        state.withLock { $0.put(watch, at: place.folder.name) }
    }

    private func seeDone(_ place: CampaignPlace) throws {
        let known = state.withLock { $0.done[place.folder.name] }
        if let known, known.place.modified == place.modified { return }
        let watch = try watch(place, state.withLock { $0.campaigns[place.folder.name] })
        state.withLock { $0.put(done: watch.overview) }
    }

    /// A campaign up to its last line.
    private func watch(_ place: CampaignPlace, _ known: CampaignWatch?) throws -> CampaignWatch {
        let inode = try reader.disk.entry(place.folder.path)?.inode ?? 0
        var watch: CampaignWatch
        if let known, known.inode == inode {
            watch = known
            watch.place = place
        } else {
            watch = try CampaignWatch(place, inode: inode, on: reader.disk)
        }
        try watch.refresh(reader)
        return watch
    }

    /// The campaigns in the queue, and those that were done in the last day, by name.
    public var campaigns: [CampaignOverview] {
        state.withLock { state in
            (state.campaigns.values.map(\.overview) + state.done.values)
                .sorted { $0.place.folder.name < $1.place.folder.name }
        }
    }

    /// How many campaigns were done longer ago.
    public var olderCount: Int { state.withLock { $0.older.count } }

    /// The campaigns that were done longer ago; each is read.
    ///
    /// - Throws: `DiskError`.
    public func older() throws -> [CampaignOverview] {
        try state.withLock { $0.older }
            .compactMap { place in
                var overview: CampaignOverview?
                try complaining(of: place) { overview = try watch(place, nil).overview }
                return overview
            }
    }

    /// One of them, whole; `nil` when there is none of that name.
    ///
    /// One that is done is read.
    ///
    /// - Throws: `DiskError`; `StoreError` when it is damaged.
    public func campaign(_ name: String) throws -> CampaignWatch? {
        let known = state.withLock { state in
            state.campaigns[name] ?? state.opened.first { $0.place.folder.name == name }
        }
        // One that went to done/ since the last look is read there.
        if let known, try reader.disk.entry(known.place.folder.path)?.inode == known.inode { return known }
        guard let place = try reader.campaign(name) else { return nil }
        let watch = try watch(place, known)
        if place.isDone {
            state.withLock { $0.opened = [watch] + $0.opened.prefix(SpoolWatch.mostOpened - 1) }
        }
        return watch
    }

    /// What cannot be read, a sentence each.
    public var warnings: [String] { state.withLock { $0.warnings.values.sorted() } }

    /// Rises whenever something changed.
    public var version: Int { state.withLock { $0.version } }

    /// The queue as a forecast begins with it, without reading it again.
    ///
    /// - Parameters:
    ///   - settings: the spool's.
    ///   - now: on the program's clock.
    ///   - wall: the machine's time of day.
    /// - Returns: the spool, ready to be foreseen.
    /// - Throws: `DiskError`.
    public func forecast(_ settings: Settings, now: Timestamp, wall: Timestamp) throws -> SpoolForecast {
        let seen = state.withLock { $0.campaigns.values.map { ($0.place, $0.replay) } }
        return try SpoolForecast(
            reader.layout,
            settings: settings,
            now: now,
            wall: wall,
            on: reader.disk,
            seen: seen.sorted { $0.0.folder.name < $1.0.folder.name }
        )
    }
}

extension SpoolWatch.State {
    fileprivate mutating func put(_ watch: CampaignWatch, at name: String) {
        if campaigns[name]?.version != watch.version || campaigns[name]?.inode != watch.inode { version += 1 }
        campaigns[name] = watch
        done[name] = nil
        opened.removeAll { $0.place.folder.name == name }
        if warnings.removeValue(forKey: name) != nil { version += 1 }
    }

    fileprivate mutating func put(done overview: CampaignOverview) {
        let name = overview.place.folder.name
        done[name] = overview
        if let watch = campaigns.removeValue(forKey: name) { opened = [watch] + opened.prefix(1) }
        warnings[name] = nil
        version += 1
    }

    fileprivate mutating func warn(_ name: String, _ message: String) {
        if warnings.updateValue(message, forKey: name) != message { version += 1 }
    }

    fileprivate mutating func keepOnly(_ places: [CampaignPlace], older: [CampaignPlace]) {
        let queued = Set(places.filter { !$0.isDone }.map(\.folder.name))
        // One that goes to done/ while the two folders are listed is in both.
        let recent = Set(places.filter(\.isDone).map(\.folder.name)).subtracting(older.map(\.folder.name))
        let all = queued.union(recent)
        let before = (campaigns.count, done.count, warnings.count, self.older.count)
        campaigns = campaigns.filter { queued.contains($0.key) }
        done = done.filter { recent.contains($0.key) }
        warnings = warnings.filter { all.contains($0.key) }
        self.older = older
        if before != (campaigns.count, done.count, warnings.count, older.count) { version += 1 }
    }
}
