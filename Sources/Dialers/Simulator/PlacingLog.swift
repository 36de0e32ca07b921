internal import CallspoolCore
internal import Foundation

/// What the simulator has placed, in a file: its call records, from which a later process learns what became of the
/// calls of this one, as if the engine had gone on by itself.
///
/// A line each, `{"id":"…","placed_at":"…"}`; everything else of a call follows from the seed. The first line says since
/// when there are records: of what was placed before, the file's silence proves nothing. Nothing is synced. What was
/// noted is written before anything else is heard of the call, and at once where calls are few: a killed process leaves
/// no call that somebody heard of and the file does not know.
///
/// The file is kept within a bound: past it, it becomes the older of two, and the older one before is gone.
struct PlacingLog: ~Copyable {
    /// How large a file grows before another is begun.
    static let bound = 64 << 20
    /// How long a placing may wait for others to be written with it.
    private static let pause = Duration.milliseconds(10)

    /// What previous runs placed.
    var previous: PreviousPlacings
    private let path: String
    private let bound: Int
    private var descriptor: Int32
    private var length: Int
    private var pending = JSONLineWriter()
    private var lastWrite: Timestamp

    /// Opens the records in a folder that is there, or begins them.
    ///
    /// - Throws: `EngineError` when the file cannot be worked with.
    init(_ path: String, now: Timestamp, bound: Int = PlacingLog.bound) throws(EngineError) {
        self.path = path
        self.bound = bound
        lastWrite = now
        previous = PreviousPlacings([PlacingLog.older(path), path])
        length = previous.wholeLength
        descriptor = PlacingLog.open(path)
        if previous.since == nil { begin(now) }
        // A line that a killed process tore was heard of by nobody.
        guard descriptor >= 0, ftruncate(descriptor, off_t(length)) == 0, write(now) else {
            throw PlacingLog.failure(path)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Notes a placing.
    ///
    /// - Returns: whether it is still to be written: whoever plays the calls is to `flush` soon.
    mutating func note(_ id: String, placedAt now: Timestamp) -> Bool {
        guard descriptor >= 0 else { return false }
        pending.line { line in
            line.field("id", id)
            line.field("placed_at", now)
        }
        guard now - lastWrite >= PlacingLog.pause || now < lastWrite else { return true }
        flush(now)
        return false
    }

    /// Writes what was noted.
    mutating func flush(_ now: Timestamp) {
        guard descriptor >= 0, !pending.bytes.isEmpty else { return }
        guard write(now) else { return giveUp() }
        if length >= bound { turn(now) }
    }

    private mutating func write(_ now: Timestamp) -> Bool {
        lastWrite = now
        let isWhole = pending.bytes.withUnsafeBytes {
            Foundation.write(descriptor, $0.baseAddress, $0.count) == $0.count
        }
        if isWhole { length += pending.bytes.count }
        pending.removeAll()
        return isWhole
    }

    /// Records with a gap would lie by their silence; without a file nothing is known, which is true.
    private mutating func giveUp() {
        unlink(path)
        unlink(PlacingLog.older(path))
        close(descriptor)
        descriptor = -1
    }

    /// Begins another file.
    private mutating func turn(_ now: Timestamp) {
        guard rename(path, PlacingLog.older(path)) == 0 else { return }
        close(descriptor)
        descriptor = PlacingLog.open(path)
        length = 0
        begin(now)
        if descriptor < 0 || !write(now) { giveUp() }
    }

    private mutating func begin(_ now: Timestamp) {
        pending.line { $0.field("since", now) }
    }

    private static func older(_ path: String) -> String { path + ".old" }

    private static func open(_ path: String) -> Int32 {
        Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o640)
    }

    private static func failure(_ path: String) -> EngineError {
        EngineError("simulator: cannot keep its call records in \(path): \(String(cString: strerror(errno)))")
    }
}
