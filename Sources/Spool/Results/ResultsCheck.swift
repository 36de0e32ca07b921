import CallspoolCore

/// Compares a campaign's result files with what its journal tells.
public struct ResultsCheck {
    /// What was found of one file.
    public enum Finding: Equatable, Sendable {
        /// It is what the journal tells, as far as it was told yet.
        case same
        /// There is none.
        case missing
        /// It ends after so many whole lines, and more was told.
        case short(lines: Int)
        /// A line is another, or one too many.
        case different(line: Int)
    }

    private let layout: SpoolLayout
    private let disk: any Disk

    /// Names a spool.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Compares the calls file and the status file of a campaign, also while a program writes them.
    ///
    /// - Returns: what was found of each, by the file's name.
    /// - Throws: `DiskError`; `StoreError` and `JSONLineError` when a file of the campaign is damaged.
    public func check(_ place: CampaignPlace) throws -> [(file: String, finding: Finding)] {
        let name = place.folder.name
        // In this order: what is told up to here is in the files.
        let position = try FollowPosition(place.folder.statusPosition, on: disk)
        var files = ComparedFiles(
            calls: try ComparedFile(layout.calls(name), atLeast: position.calls.length, on: disk),
            status: try ComparedFile(layout.status(name), atLeast: position.status.length, on: disk),
            told: place.isDone ? .max : position.n
        )
        _ = try ResultProjector(place.folder, on: disk).tell(into: &files)
        return [
            ("results/\(name).calls.jsonl", try files.calls.end()),
            ("results/\(name).status.jsonl", try files.status.end()),
        ]
    }
}

/// Both result files, compared with what is told.
private struct ComparedFiles: ~Copyable, ResultSink {
    var calls: ComparedFile
    var status: ComparedFile
    /// Up to which line of the journal there must be results.
    let told: Int

    init(calls: consuming ComparedFile, status: consuming ComparedFile, told: Int) {
        self.calls = calls
        self.status = status
        self.told = told
    }

    func wantsCall(of n: Int) -> Bool { calls.goesOn(isTold: n <= told) }
    func wantsStatus(of n: Int) -> Bool { status.goesOn(isTold: n <= told) }
    mutating func addCall(_ line: (inout JSONLineWriter) -> Void) { calls.compare(line) }
    mutating func addStatus(_ line: (inout JSONLineWriter) -> Void) { status.compare(line) }
}

/// A result file, read as its lines are told.
private struct ComparedFile: ~Copyable {
    private let file: (any OpenFile)?
    private let size: Int
    /// How long it must be.
    private let least: Int
    private var reader: LineReader?
    private var writer = JSONLineWriter()
    private var lines = 0
    private var finding = ResultsCheck.Finding.same
    private var failure: (any Error)?

    init(_ path: String, atLeast least: Int, on disk: any Disk) throws(DiskError) {
        self.least = least
        guard let entry = try disk.entry(path), entry.kind == .file else {
            (file, size, finding) = (nil, 0, .missing)
            return
        }
        let file = try disk.openReading(path)
        self.file = file
        size = entry.size
        reader = LineReader(file, upTo: entry.size)
    }

    deinit {
        file?.close()
    }

    /// Whether the next line is still to be compared: what is not told for certain need not be there.
    func goesOn(isTold: Bool) -> Bool {
        guard finding == .same else { return false }
        return isTold || !isAtEnd
    }

    private var isAtEnd: Bool {
        switch reader {
        case .some(let reader): reader.offset == size
        case nil: true
        }
    }

    mutating func compare(_ line: (inout JSONLineWriter) -> Void) {
        guard finding == .same, failure == nil, var reader = self.reader.take() else { return }
        line(&writer)
        defer { writer.removeAll() }
        do {
            let isSame = try reader.next { bytes, _ in bytes.elementsEqual(writer.bytes.dropLast()) }
            switch isSame {
            case true?: lines += 1
            case false?: finding = .different(line: lines + 1)
            // A line that is not whole is being written just now, where there may be one.
            case nil where reader.offset < size && size >= least: return
            case nil: finding = .short(lines: lines)
            }
        } catch {
            failure = error
        }
        self.reader = consume reader
    }

    /// What was found, when everything was told.
    mutating func end() throws -> ResultsCheck.Finding {
        if let failure { throw failure }
        if finding == .same, reader != nil, !isAtEnd { finding = .different(line: lines + 1) }
        return finding
    }
}
