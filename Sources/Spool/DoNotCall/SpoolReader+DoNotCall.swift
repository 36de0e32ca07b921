public import CallspoolCore

extension SpoolReader {
    /// What holds all calls because of the spool's do-not-call list, as far as a look at the file and its beginning tells;
    /// `nil` when nothing does.
    ///
    /// - Throws: `DiskError`.
    public func doNotCallHold(_ settings: Settings, wall: Timestamp) throws(DiskError) -> String? {
        let (list, region) = (settings.doNotCall, settings.defaults.region)
        let path = layout.doNotCall(list)
        guard let entry = try disk.entry(path) else {
            return list.isNamed || list.maxAge != nil ? DoNotCallWords.missing(list.file) : nil
        }
        if let why = unreadable(path, entry, list.file, region) { return why }
        let written = Timestamp(milliseconds: entry.modified)
        guard let maxAge = list.maxAge, wall - written > maxAge else { return nil }
        return DoNotCallWords.stale(list.file, written)
    }

    /// The same of a campaign's own list.
    ///
    /// - Throws: `DiskError`.
    public func doNotCallHold(of campaign: Campaign, in folder: CampaignFolder) throws(DiskError) -> String? {
        guard let source = campaign.doNotCall else { return nil }
        let (path, name) = (folder.doNotCall(source), SpoolDoNotCall.name(of: source, campaign: folder.name))
        guard let entry = try disk.entry(path) else { return DoNotCallWords.missing(name) }
        return unreadable(path, entry, name, campaign.region)
    }

    /// Why the beginning of a list says that it is not one: a list of millions is not read for a table.
    private func unreadable(_ path: String, _ entry: DiskEntry, _ name: String, _ region: String) -> String? {
        guard entry.kind == .file else { return DoNotCallWords.notAFile(name) }
        do throws(DiskError) {
            let file = try disk.openReading(path)
            defer { file.close() }
            var start = [UInt8](repeating: 0, count: min(1 << 18, entry.size))
            let count = try start.withDiskRoom { room throws(DiskError) in try file.read(at: 0, into: room) }
            let list = DoNotCallList.sample(Array(start.prefix(count)), isWhole: count >= entry.size, region: region)
            return list.whyUnreadable.map { DoNotCallWords.unreadable(name, $0, list) }
        } catch {
            return DoNotCallWords.unread(name, error.message)
        }
    }
}

/// What is said of a list that cannot be relied upon.
enum DoNotCallWords {
    static func missing(_ name: String) -> String { "The do-not-call list \(name) is missing." }

    static func notAFile(_ name: String) -> String { "The do-not-call list \(name) is not a regular file." }

    static func unread(_ name: String, _ why: String) -> String {
        "The do-not-call list \(name) cannot be read: \(why)."
    }

    static func unreadable(_ name: String, _ why: String, _ list: DoNotCallList) -> String {
        let places = list.kind == nil ? list.firstNonsense.map(String.init).joined(separator: ", ") : ""
        let more = list.nonsense > list.firstNonsense.count ? ", …" : ""
        let lines = places.isEmpty ? "" : " (\(list.nonsense == 1 ? "line" : "lines") \(places)\(more))"
        return "The do-not-call list \(name) cannot be read: \(why)\(lines)."
    }

    static func stale(_ name: String, _ written: Timestamp) -> String {
        "The do-not-call list \(name) was last written on \(written.iso8601.prefix(10)), longer ago than `max_age` allows."
    }
}
