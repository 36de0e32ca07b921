public import CallspoolCore
internal import Synchronization

/// What programs have done on a spool since it was made: for those who measure.
public struct WorkCounts: Equatable, Sendable {
    /// How often `incoming/` was looked into, at a tick or by `callspool tick`.
    public var ticks = 0
    /// When that was last, on the program's clock.
    public var lastTick: Timestamp?
    /// How many journals were replayed, of campaigns that a program before had begun.
    public var replays = 0
    /// How often the disk would not do what a program that dials needed of it.
    public var diskErrors = 0

    /// Nothing yet.
    public init() {}
}

extension SpoolReader {
    /// What was counted so far.
    ///
    /// - Throws: `DiskError`.
    public func workCounts() throws(DiskError) -> WorkCounts {
        try WorkCounts(layout.counts, on: disk)
    }
}

extension WorkCounts {
    init(_ path: String, on disk: any Disk) throws(DiskError) {
        guard let bytes = try disk.contents(path) else { return }
        bytes.withUnsafeBytes { bytes in
            // It is replaced whole; what cannot be read is from another version, and counting begins again.
            do { try take(bytes) } catch { self = WorkCounts() }
        }
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            if field.isNamed("ticks") { ticks = field.value.int ?? 0 }
            if field.isNamed("last_tick") { lastTick = field.value.timestamp }
            if field.isNamed("replays") { replays = field.value.int ?? 0 }
            if field.isNamed("disk_errors") { diskErrors = field.value.int ?? 0 }
        }
    }

    fileprivate var line: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("ticks", ticks)
            line.field("last_tick", lastTick)
            line.field("replays", replays)
            line.field("disk_errors", diskErrors)
        }
        return writer.bytes
    }
}

/// Counts on in `queue/.counts`, which only the running program does.
///
/// Nothing depends on it: it is replaced without a sync, and what a disk in trouble does not take is written the next
/// time.
public final class WorkCounter: Sendable {
    private let path: String
    private let disk: any Disk
    private let state: Mutex<(counts: WorkCounts, isWritten: Bool)>

    /// Goes on where the last program was.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is; not one whose failures are counted here.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        (path, self.disk) = (layout.counts, disk)
        let known: WorkCounts
        do { known = try WorkCounts(layout.counts, on: disk) } catch { known = WorkCounts() }
        state = Mutex((known, true))
    }

    /// A look into `incoming/` begins.
    public func ticked(_ now: Timestamp) {
        count {
            $0.ticks += 1
            $0.lastTick = now
        }
    }

    /// A journal was replayed.
    public func replayed() {
        count { $0.replays += 1 }
    }

    /// The disk would not do something.
    public func diskFailed() {
        count { $0.diskErrors += 1 }
    }

    private func count(_ change: (inout WorkCounts) -> Void) {
        // Under the lock, so that an older count does not replace a newer one.
        state.withLock { state in
            change(&state.counts)
            state.isWritten = write(state.counts)
        }
    }

    /// Writes what a disk in trouble did not take.
    public func catchUp() {
        state.withLock { state in
            if !state.isWritten { state.isWritten = write(state.counts) }
        }
    }

    private func write(_ counts: WorkCounts) -> Bool {
        do throws(DiskError) {
            let aside = path.aside
            try disk.remove(aside)
            let file = try disk.openAppending(aside)
            defer { file.close() }
            try counts.line.withDiskBytes { buffer throws(DiskError) in try file.append(buffer) }
            try disk.rename(aside, to: path)
            return true
        } catch {
            return false
        }
    }
}
