import CallspoolCore

/// Requests to write result files again, `control/CAMPAIGN.rebuild`: for the status side, which is their writer.
public struct RebuildRequests: Sendable {
    private static let ending = ".rebuild"

    private let layout: SpoolLayout
    private let disk: any Disk

    /// Names the folder of a spool.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// The campaigns whose results are to be written again, by name.
    ///
    /// - Throws: `DiskError`.
    public func pending() throws(DiskError) -> [String] {
        try disk.list(layout.control)
            .filter { $0.kind == .file && !$0.name.hasPrefix(".") && $0.name.hasSuffix(RebuildRequests.ending) }
            .map { String($0.name.dropLast(RebuildRequests.ending.count)) }
            .sorted()
    }

    /// Puts a request there for a running program.
    ///
    /// - Throws: `DiskError`.
    public func put(_ campaign: String) throws(DiskError) {
        try disk.replace(path(campaign), with: Array("callspool results\n".utf8))
    }

    /// Whether a request still waits.
    ///
    /// - Throws: `DiskError`.
    public func isPending(_ campaign: String) throws(DiskError) -> Bool {
        try disk.entry(path(campaign)) != nil
    }

    /// A request was carried out; it does not wait any more.
    ///
    /// - Throws: `DiskError`.
    public func done(_ campaign: String) throws(DiskError) {
        try disk.remove(path(campaign))
    }

    private func path(_ campaign: String) -> String { "\(layout.control)/\(campaign)\(RebuildRequests.ending)" }
}
