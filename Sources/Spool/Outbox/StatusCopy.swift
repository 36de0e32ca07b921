internal import CallspoolCore

/// A campaign's status file as it would be had nobody touched it, in the campaign's own folder: told again from the journal,
/// by the same function and so in the same bytes.
///
/// Shipping reads it once the file in `results/`, which is the user's, was moved, cut or edited: no record is lost by
/// that, and the user's file is skipped.
final class StatusCopy {
    let path: String
    private let disk: any Disk
    private let teller: ResultProjector
    /// How far the journal is told.
    private var told: LogPosition = 0
    /// Records up to this number are in it.
    private let last: Int
    private var length: Int

    /// Goes on with the copy of the previous run, or begins one.
    ///
    /// - Throws: `DiskError`, also when a file of the campaign is damaged.
    init(_ folder: CampaignFolder, on disk: any Disk) throws(DiskError) {
        path = folder.statusCopy
        self.disk = disk
        let path = path
        teller = try StatusCopy.reading(path) { try ResultProjector(folder, on: disk) }
        // What was torn is cut off.
        length = try AppendLog(path, on: disk).durable
        last = try LastLine(path, on: disk).number ?? 0
    }

    /// Tells what was added to the journal.
    ///
    /// - Parameter journal: up to where the status side has told it.
    /// - Returns: how long the copy is.
    /// - Throws: `DiskError`, also when a file of the campaign is damaged.
    func extend(upTo journal: LogPosition) throws(DiskError) -> Int {
        guard journal > told else { return length }
        var sink = StatusSink(file: try RetoldFile(path, from: length, on: disk), last: last)
        let (start, path) = (told, path)
        let end = try StatusCopy.reading(path) { try teller.tell(from: start, upTo: journal, into: &sink).end }
        try sink.file.sync()
        (told, length) = (end, sink.file.length)
        return length
    }

    private static func reading<Result>(_ path: String, _ body: () throws -> Result) throws(DiskError) -> Result {
        do {
            return try body()
        } catch let error as DiskError {
            throw error
        } catch {
            throw DiskError(code: 0, message: "cannot write \(path): \(error)")
        }
    }
}

/// Takes the status records after a number.
private struct StatusSink: ~Copyable, ResultSink {
    var file: RetoldFile
    let last: Int

    func wantsCall(of n: Int) -> Bool { false }
    func wantsStatus(of n: Int) -> Bool { n > last }
    mutating func addCall(_ line: (inout JSONLineWriter) -> Void) {}
    mutating func addStatus(_ line: (inout JSONLineWriter) -> Void) { file.append(line) }
}
