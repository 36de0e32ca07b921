public import CallspoolCore

/// Requests as files in `control/`: `CAMPAIGN.stop`, `all.suspend`, `CALL_ID.cancel`, `CALL_ID.settle`.
///
/// A file that is gone was carried out. Its name says what is asked; what is in it only says who asks, so that a file that
/// cannot be read, a link or a pipe is a request like any other. A `settle` alone needs its content.
public struct ControlFolder: ControlDesk {
    private let layout: SpoolLayout
    private let disk: any Disk
    private let wall: @Sendable () -> Timestamp
    private let kept = KeptRequests()

    /// Names the folder of a spool.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - wall: the machine's time of day; a file from later than that was written before the clock was set back.
    public init(
        _ layout: SpoolLayout,
        on disk: any Disk,
        wall: @escaping @Sendable () -> Timestamp = { .distantFuture }
    ) {
        self.layout = layout
        self.disk = disk
        self.wall = wall
    }

    /// Reads the folder; what is not a request is skipped.
    public func pending() async throws -> [ControlRequest] {
        do throws(DiskError) {
            return try waiting()
        } catch {
            throw StoreError(error)
        }
    }

    /// As `pending`, for whoever carries requests out by himself.
    ///
    /// - Throws: `DiskError`.
    public func waiting() throws(DiskError) -> [ControlRequest] {
        let files = try disk.list(layout.control).filter(ControlFile.isRequest)
        for file in files where kept.has(file) { removeAgain(file) }
        return inOrder(files.filter { !kept.has($0) }).compactMap { request($0) }
    }

    private func removeAgain(_ file: DiskEntry) {
        // That it cannot be removed was told the first time.
        do throws(DiskError) { try remove(file) } catch { return }
    }

    /// The requests in the order in which they came.
    ///
    /// A clock that was set back leaves files from the future, and no order that could be relied upon: then those that let
    /// calls go out come first, and what holds them back has the last word.
    private func inOrder(_ files: [DiskEntry]) -> [DiskEntry] {
        let now = wall().milliseconds
        let isSetBack = files.contains { $0.modified - 1000 > now }
        func rank(_ file: DiskEntry) -> Int { isSetBack ? ControlFile.action(file)?.restraint ?? 0 : 0 }
        return files.sorted { (rank($0), $0.modified, $0.name) < (rank($1), $1.modified, $1.name) }
    }

    private func request(_ file: DiskEntry) -> ControlRequest? {
        guard let action = ControlFile.action(file) else { return nil }
        let path = "\(layout.control)/\(file.name)"
        let word = ControlFile.word(file)
        guard action == .settle else {
            return ControlRequest(action, word, by: ControlFile.words(path, file, on: disk) ?? "control file")
        }
        // One that names no call and no outcome is not a request.
        let settlements = SettleFile.settlements(path, file, target: word, on: disk)
        return settlements.isEmpty
            ? nil : ControlRequest(action, word, by: "control file", settlements: settlements)
    }

    /// Removes the file; a folder with something in it becomes a hidden one, since nothing of a user's is thrown away.
    ///
    /// - Throws: `StoreError` when it cannot be removed; it does not wait any more all the same, for this process.
    public func done(_ request: ControlRequest) async throws {
        do throws(DiskError) {
            try remove(request)
        } catch {
            throw StoreError(error)
        }
    }

    /// As `done`, for whoever carries requests out by himself.
    ///
    /// - Throws: `DiskError`.
    public func remove(_ request: ControlRequest) throws(DiskError) {
        guard let entry = try disk.entry(path(request)) else { return }
        do throws(DiskError) {
            try remove(entry)
        } catch {
            kept.add(entry)
            throw error
        }
    }

    private func remove(_ file: DiskEntry) throws(DiskError) {
        let path = "\(layout.control)/\(file.name)"
        if file.kind == .folder, try !disk.list(path).isEmpty {
            try disk.rename(path, to: "\(layout.control)/.\(file.name)")
        } else {
            try disk.remove(path)
        }
    }

    /// Whether results are to be written again.
    public func hasResultRequests() async throws -> Bool {
        do throws(DiskError) {
            return try !RebuildRequests(layout, on: disk).pending().isEmpty
        } catch {
            throw StoreError(error)
        }
    }

    /// Puts a request there for a running program, behind all that wait there.
    ///
    /// - Throws: `DiskError`.
    public func put(_ request: ControlRequest) throws(DiskError) {
        let bytes =
            request.action == .settle ? SettleFile.bytes(request.settlements) : Array((request.by + "\n").utf8)
        let newest = try disk.list(layout.control).filter(ControlFile.isRequest).map(\.modified).max()
        try disk.replace(path(request), with: bytes, laterThan: newest)
    }

    /// Whether a request still waits.
    ///
    /// - Throws: `DiskError`.
    public func isPending(_ request: ControlRequest) throws(DiskError) -> Bool {
        try disk.entry(path(request)) != nil
    }

    /// Where a request is; a word that no file can have as its name is shortened, or has its slashes replaced.
    func path(_ request: ControlRequest) -> String {
        let word = String(request.target.word.map { $0 == "/" ? "_" : $0 })
        return "\(layout.control)/\(FileName.made(from: word, ".\(request.action.rawValue)"))"
    }
}

extension ControlRequest.Action {
    /// How much it holds back, for an order that is safe where the true one is not known.
    fileprivate var restraint: Int {
        switch self {
        case .resume, .settle: 0
        case .cancel: 1
        case .suspend: 2
        case .stop: 3
        }
    }
}
