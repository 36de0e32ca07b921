public import CallspoolCore

extension SpoolReader {
    /// What holds all calls because of the spool's do-not-call list, as far as a look at the file tells without reading
    /// it; `nil` when nothing does.
    ///
    /// - Throws: `DiskError`.
    public func doNotCallHold(_ settings: DoNotCallSettings, wall: Timestamp) throws(DiskError) -> String? {
        guard let entry = try disk.entry(layout.doNotCall(settings)) else {
            return settings.isNamed || settings.maxAge != nil ? DoNotCallWords.missing(settings.file) : nil
        }
        let written = Timestamp(milliseconds: entry.modified)
        guard let maxAge = settings.maxAge, wall - written > maxAge else { return nil }
        return DoNotCallWords.stale(settings.file, written)
    }
}

/// What is said of a list that cannot be relied upon.
enum DoNotCallWords {
    static func missing(_ name: String) -> String { "The do-not-call list \(name) is missing." }

    static func stale(_ name: String, _ written: Timestamp) -> String {
        "The do-not-call list \(name) was last written on \(written.iso8601.prefix(10)), longer ago than `max_age` allows."
    }
}
