import CallspoolCore

/// The files in `rejected/`, as they were dropped, each with its reasons beside it.
///
/// Nothing there is ever replaced.
struct RejectedFolder {
    private let layout: SpoolLayout
    private let disk: any Disk

    init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Moves a campaign file there from `incoming/`; its lists follow when no file that waits names them (`DroppedLists`).
    ///
    /// The reasons come first: a crash in between leaves the file where it is read again.
    ///
    /// - Returns: its name there.
    /// - Throws: `DiskError`.
    func take(_ file: String, reasons: [Diagnostic]) throws(DiskError) -> String {
        let name = try layout.freeNameOfRejected(file.legibleFileName, on: disk)
        let text = reasons.map { $0.description + "\n" }.joined()
        try disk.replace("\(layout.rejected)/\(name).why", with: Array(text.utf8))
        try disk.rename("\(layout.incoming)/\(file)", to: "\(layout.rejected)/\(name)")
        try disk.syncFolder(layout.rejected)
        try disk.syncFolder(layout.incoming)
        return name
    }
}
