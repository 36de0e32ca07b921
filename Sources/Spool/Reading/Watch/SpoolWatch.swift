internal import CallspoolCore
internal import Synchronization

/// The campaigns of a spool, kept up with their journals: a page that looks every second must not read gigabytes again.
///
/// Holds no lock of the spool's and writes nothing. `refresh` blocks on the disk; the rest does not.
public final class SpoolWatch: Sendable {
    fileprivate struct State {
        var campaigns: [String: CampaignWatch] = [:]
        var complaints: [String: String] = [:]
        var version = 0
    }

    /// Reads the spool.
    public let reader: SpoolReader
    private let state = Mutex(State())

    /// Watches a spool; nothing is read before the first `refresh`.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        reader = SpoolReader(layout, on: disk)
    }

    /// Takes in what has happened since; one caller at a time.
    ///
    /// A campaign that cannot be read hides no other.
    ///
    /// - Throws: `DiskError` when the spool cannot be listed.
    public func refresh() throws {
        let places = try reader.campaigns()
        let names = Set(places.map(\.folder.name))
        for place in places {
            // Taken out, worked on without the lock, and put back: those who look wait for nobody.
            let known = state.withLock { $0.campaigns[place.folder.name] }
            do {
                var watch = try self.watch(place, known)
                try watch.refresh(reader)
                let seen = watch
                state.withLock { $0.put(seen, at: place.folder.name) }
            } catch let error as StoreError {
                state.withLock { $0.complain(place.folder.name, error.message) }
            } catch let error as DiskError {
                // One that went to done/ this moment is seen there the next time.
                if !error.isMissing { state.withLock { $0.complain(place.folder.name, error.message) } }
            }
        }
        state.withLock { $0.keepOnly(names) }
    }

    private func watch(_ place: CampaignPlace, _ known: CampaignWatch?) throws -> CampaignWatch {
        let inode = try reader.disk.entry(place.folder.path)?.inode ?? 0
        guard var known, known.inode == inode else { return try CampaignWatch(place, inode: inode, on: reader.disk) }
        known.place = place
        return known
    }

    /// The campaigns as they were last seen, by name.
    public var campaigns: [CampaignWatch] {
        state.withLock { $0.campaigns.values.sorted { $0.place.folder.name < $1.place.folder.name } }
    }

    /// One of them; `nil` when there is none of that name.
    public func campaign(_ name: String) -> CampaignWatch? { state.withLock { $0.campaigns[name] } }

    /// What cannot be read, a sentence each.
    public var complaints: [String] { state.withLock { $0.complaints.values.sorted() } }

    /// Rises whenever something changed.
    public var version: Int { state.withLock { $0.version } }
}

extension SpoolWatch.State {
    fileprivate mutating func put(_ watch: CampaignWatch, at name: String) {
        let known = campaigns[name]
        if known?.version != watch.version || known?.place.isDone != watch.place.isDone { version += 1 }
        campaigns[name] = watch
        complaints[name] = nil
    }

    fileprivate mutating func complain(_ name: String, _ message: String) {
        if complaints.updateValue(message, forKey: name) != message { version += 1 }
    }

    fileprivate mutating func keepOnly(_ names: Set<String>) {
        for name in campaigns.keys where !names.contains(name) {
            campaigns[name] = nil
            version += 1
        }
        complaints = complaints.filter { names.contains($0.key) }
    }
}
