import CallspoolCore

/// The two result files of a campaign while they are written.
struct ResultFiles: ~Copyable, ResultSink {
    private let name: String
    private(set) var calls: ResultFile
    private(set) var status: ResultFile

    /// Opens both where they stood.
    ///
    /// - Throws: `DiskError`.
    init(_ layout: SpoolLayout, _ name: String, at position: FollowPosition, on disk: any Disk) throws(DiskError) {
        let calls = try ResultFile(layout.calls(name), at: position.calls, told: position.n, on: disk)
        let status = try ResultFile(layout.status(name), at: position.status, told: position.n, on: disk)
        // The names too must outlive a loss of power, before any position says that something was told.
        try disk.syncFolder(layout.results)
        self.name = name
        self.calls = calls
        self.status = status
    }

    func wantsCall(of n: Int) -> Bool { calls.wants(n) }
    func wantsStatus(of n: Int) -> Bool { status.wants(n) }
    mutating func addCall(_ line: (inout JSONLineWriter) -> Void) { calls.append(line) }
    mutating func addStatus(_ line: (inout JSONLineWriter) -> Void) { status.append(line) }

    /// Those that were whole at a position and are not any more.
    func changed(since position: FollowPosition) -> [String] {
        var files: [String] = []
        if position.calls.isWhole, !calls.position.isWhole { files.append("results/\(name).calls.jsonl") }
        if position.status.isWhole, !status.position.isWhole { files.append("results/\(name).status.jsonl") }
        return files
    }

    /// Looks whether both are as they were left.
    ///
    /// - Returns: those that are not.
    /// - Throws: `DiskError`.
    mutating func look() throws(DiskError) -> [String] {
        var files: [String] = []
        if try calls.look() { files.append("results/\(name).calls.jsonl") }
        if try status.look() { files.append("results/\(name).status.jsonl") }
        return files
    }

    /// Makes both durable.
    ///
    /// - Throws: `DiskError`.
    mutating func commit() throws(DiskError) {
        try calls.commit()
        try status.commit()
    }
}
