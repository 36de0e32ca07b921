public import CallspoolCore

/// The pace of the running program, `queue/.pace`: a line of JSON that is replaced while it dials.
public struct PaceFile: PaceBoard {
    private let path: String
    private let disk: any Disk
    private let process: Int

    /// Names the file of a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - process: the id of the process that writes; a reader sees by it whether that is still running.
    public init(_ layout: SpoolLayout, on disk: any Disk, process: Int) {
        path = layout.pace
        self.disk = disk
        self.process = process
    }

    /// Replaces the file.
    public func show(_ report: PaceReport, hold: String?, _ now: Timestamp) {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("at", now)
            line.field("process", process)
            line.pace(report)
            line.field("hold", hold)
        }
        // A disk in trouble is told by those who must write; this is for onlookers.
        do { try replace(writer.bytes) } catch { return }
    }

    /// In one step, and without a sync: it need not outlive the process, and dialling waits for it.
    private func replace(_ bytes: [UInt8]) throws(DiskError) {
        let aside = path.aside
        try disk.remove(aside)
        let file = try disk.openAppending(aside)
        defer { file.close() }
        try bytes.withDiskBytes { buffer throws(DiskError) in try file.append(buffer) }
        try disk.rename(aside, to: path)
    }

    /// Removes the file.
    public func clear() {
        do { try disk.remove(path) } catch { return }
    }
}

extension JSONLineWriter {
    fileprivate mutating func pace(_ report: PaceReport) {
        field("under_way", report.inProgress)
        field("concurrent_calls", report.limits.concurrentCalls)
        if let rate = report.rate { field("rate", rate) }
        if let cap = report.limits.callsPerSecond { field("calls_per_second", cap) }
        field("ramps_until", report.rampsUntil)
        field("held_by", report.heldBy)
        field("trunks", objects: report.trunks) { trunk, line in
            line.field("name", trunk.name)
            line.field("state", trunk.state.sentence)
            line.field("rate", trunk.rate)
            line.field("under_way", trunk.inProgress)
        }
    }
}
