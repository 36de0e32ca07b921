public import CallspoolCore

/// `queue/.alive`: that a program is running, and the last second in which it was.
///
/// Nothing depends on it: it is replaced without a sync. It is removed at a program's own end, so that one that stays
/// behind while nobody holds the lock was left by a program that was killed or crashed.
public struct AliveFile: Sendable {
    private let path: String
    private let disk: any Disk
    private let process: Int

    /// Names the file of a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - process: the id of the process that is running.
    public init(_ layout: SpoolLayout, on disk: any Disk, process: Int) {
        path = layout.alive
        self.disk = disk
        self.process = process
    }

    /// The program is running.
    ///
    /// - Parameter wall: the machine's now.
    public func beat(_ wall: Timestamp) {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("at", wall)
            line.field("process", process)
        }
        // A disk in trouble is told by those who must write; this is for onlookers.
        do throws(DiskError) {
            let aside = path + ".tmp"
            try disk.remove(aside)
            let file = try disk.openAppending(aside)
            defer { file.close() }
            try writer.bytes.withDiskBytes { buffer throws(DiskError) in try file.append(buffer) }
            try disk.rename(aside, to: path)
        } catch {
            return
        }
    }

    /// The program ends, in order.
    public func end() {
        do { try disk.remove(path) } catch { return }
    }
}

/// Whether a program is running on a spool.
public enum ProgramSight: Equatable, Sendable {
    /// One holds the lock.
    case atWork
    /// None does, and the last one left in order.
    case left
    /// None does, and the last one was killed or crashed, after this instant of the machine's clock.
    case died(Timestamp)
}

extension SpoolReader {
    /// For how long a program counts as being running whose lock cannot be seen, since it is in another container.
    private static let freshness = Duration.seconds(2)

    /// Whether a program is running.
    ///
    /// - Parameter wall: the machine's now.
    /// - Returns: whether one is, and what became of the last one else.
    /// - Throws: `DiskError`.
    public func programSight(_ wall: Timestamp) throws(DiskError) -> ProgramSight {
        if try isProgramAtWork() { return .atWork }
        guard let at = try lastBeat() else { return .left }
        let age = wall - at
        return age >= .zero && age < SpoolReader.freshness ? .atWork : .died(at)
    }

    /// When a program was last alive, by its own word; `nil` when none is, or the last one left in order.
    ///
    /// - Throws: `DiskError`.
    public func lastBeat() throws(DiskError) -> Timestamp? {
        guard let bytes = try disk.contents(layout.alive) else { return nil }
        return bytes.withUnsafeBytes { bytes -> Timestamp? in
            var fields = JSONFields(bytes)
            do throws(JSONLineError) {
                while let field = try fields.next() {
                    if field.isNamed("at") { return field.value.timestamp }
                }
                return nil
            } catch {
                return nil  // It is replaced whole; what cannot be read is from another version.
            }
        }
    }
}
