public import CallspoolCore
import Foundation

/// A spool in a temporary folder, as the dialling and the status side leave it for shipping.
public final class ShippingSpool: Sendable {
    /// The spool's folder.
    public let root: String
    /// When everything in it happened.
    public let at = Timestamp(seconds: 1_800_000_000)

    /// Makes an empty spool.
    ///
    /// - Throws: when the folder cannot be made.
    public init() throws {
        root = FileManager.default.temporaryDirectory.path + "/callspool-" + UUID().uuidString
        for folder in ["queue", "results", "done"] {
            try FileManager.default.createDirectory(
                atPath: root + "/" + folder,
                withIntermediateDirectories: true
            )
        }
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: root)
        } catch {
            print("cannot remove \(root): \(error)")
        }
    }

    /// Accepts a campaign.
    ///
    /// - Throws: when the files cannot be written.
    public func add(
        _ name: String,
        url: String?,
        format: ResultFormat = .json,
        secret: String? = nil,
        batch: Int = 1
    ) throws {
        let folder = root + "/queue/" + name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        var campaign = Campaign(name: name)
        campaign.resultURL = url
        campaign.resultFormat = format
        campaign.resultBatch = batch
        let acceptance = Acceptance(
            campaign: campaign,
            tag: "k3v9qd",
            total: 1,
            digest: "00",
            file: name + ".yaml",
            inode: 1
        )
        try write(JournalEntry(n: 1, at: at, event: .accepted(acceptance)), name)
        if let secret { try append(Array((secret + "\n").utf8), to: "queue/\(name)/secret") }
    }

    /// Appends an event to a campaign's journal.
    ///
    /// - Throws: when the file cannot be written.
    public func write(_ entry: JournalEntry, _ name: String) throws {
        var writer = JSONLineWriter()
        writer.journalLine(entry, callIDPrefix: name + "-k3v9qd-")
        try append(writer.bytes, to: "queue/\(name)/journal.jsonl")
    }

    /// Appends a status record for each call, as durable; the record of call 7 has the number 21, for numbers have gaps.
    ///
    /// - Throws: when the files cannot be written.
    public func addRecords(
        _ calls: ClosedRange<Int>,
        to name: String,
        announced: Bool = true,
        at: Timestamp? = nil
    ) throws {
        var writer = JSONLineWriter()
        for call in calls { record(call, of: name, at: at ?? self.at, to: &writer) }
        try append(writer.bytes, to: "results/\(name).status.jsonl")
        if announced { try announce(name) }
    }

    private func record(_ call: Int, of name: String, at: Timestamp, to writer: inout JSONLineWriter) {
        writer.line { line in
            line.field("n", call * 3)
            line.field("at", at)
            line.field("campaign", name)
            line.field("call_id", prefix: name + "-k3v9qd-", call)
            line.field("phone_number", "+16175550100")
            line.field("ani", String?.none)
            line.field("message_reference", "Zoë & \"co\" +\(call)")
            line.field("call_parameters", [Parameter(key: "status", value: "nested")])
            line.field("status", "completed")
            line.field("outcome", "answered")
            line.field("reason", "the call was answered")
            line.field("callee_type", "voice")
            line.field("attempts", 1)
            line.field("max_attempts", 3)
            line.field("last_attempt_timestamp", Int?.none)
            line.field("duration", 12.5)
        }
    }

    /// Says how far the status side has come: everything that is in the status file is durable.
    ///
    /// - Throws: when the files cannot be read or written.
    public func announce(_ name: String, finished: Int? = nil) throws {
        let size = try bytes("results/\(name).status.jsonl").count
        try announce(name, durable: size, finished: finished)
    }

    /// Says how far the status side has come: so much of the status file is durable, and everything is told up to the
    /// `finished` line, if there is one.
    ///
    /// - Throws: when the file cannot be written.
    public func announce(_ name: String, durable: Int, finished: Int? = nil) throws {
        let complete = finished.map { "\($0)" } ?? "null"
        let text = #"{"n":1,"journal":1,"calls":0,"status":\#(durable),"complete":\#(complete)}"#
        try Data(text.utf8).write(to: url("queue/\(name)/status.position"), options: .atomic)
    }

    /// Every call is final, and every record written.
    ///
    /// - Throws: when the files cannot be written.
    public func finish(_ name: String, n: Int = 2) throws {
        try write(JournalEntry(n: n, at: at, event: .finished), name)
        try announce(name, finished: n)
    }

    /// The lines of a file of the spool; none when there is no such file.
    ///
    /// - Throws: when it cannot be read.
    public func lines(_ path: String) throws -> [String] {
        String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The bytes of a file of the spool; none when there is no such file.
    ///
    /// - Throws: when it cannot be read.
    public func bytes(_ path: String) throws -> [UInt8] {
        exists(path) ? Array(try Data(contentsOf: url(path))) : []
    }

    /// Whether there is something at a path of the spool.
    public func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    /// Renames within the spool.
    ///
    /// - Throws: when it cannot be done.
    public func move(_ path: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: root + "/" + path, toPath: root + "/" + other)
    }

    /// Appends bytes to a file of the spool, making it.
    ///
    /// - Throws: when it cannot be written.
    public func append(_ bytes: [UInt8], to path: String) throws {
        if !exists(path) { try Data().write(to: url(path)) }
        let file = try FileHandle(forWritingTo: url(path))
        defer { file.closeFile() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(bytes))
    }

    private func url(_ path: String) -> URL { URL(fileURLWithPath: root + "/" + path) }
}
