public import CallspoolCore

/// Reads an engine's call log, CSV of any size, as a stream.
public struct CallLogReader {
    /// A log that cannot be read as one.
    public struct Failure: Error, Equatable, Sendable {
        /// What is wrong with it; what to do.
        public var message: String
    }

    private let file: String
    private let wanted: CallLogColumns?
    private let zone: Zone
    /// The places of the fields by role, once the first row was seen.
    private var fields: [(role: CallLogColumns.Role, place: Int)] = []
    private var row = 0

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - file: the log's name, for findings.
    ///   - columns: which column holds what; `nil` is to be found out: `Master.csv` by its shape, else by the header.
    ///   - zone: for times without one.
    public init(file: String, columns: CallLogColumns?, zone: Zone) {
        self.file = file
        wanted = columns
        self.zone = zone
    }

    /// Reads the log once.
    ///
    /// - Parameters:
    ///   - source: its bytes.
    ///   - concerns: whether an entry with this id and this number is wanted; the rest is not read else.
    ///   - each: takes an entry that is.
    /// - Returns: how many rows there are.
    /// - Throws: `Failure`; whatever the source throws.
    public mutating func read(
        _ source: consuming some ByteSource,
        concerns: (_ id: String?, _ number: String?) -> Bool,
        each: (CallLogEntry) -> Void
    ) throws -> Int {
        var source = source
        var scanner = CSVScanner()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = try source.read(into: room)
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            var at = 0
            while scanner.feed(bytes, from: &at) { try take(scanner.record, concerns, each) }
        }
        if scanner.finish() { try take(scanner.record, concerns, each) }
        return row
    }

    private mutating func take(
        _ record: CSVRecord,
        _ concerns: (String?, String?) -> Bool,
        _ each: (CallLogEntry) -> Void
    ) throws {
        if let flaw = record.flaw, flaw.kind.isFatal {
            throw Failure(
                message: "\(file):\(flaw.position.line): is not a CSV from here on; repair it, or name the right file"
            )
        }
        if record.isBlank { return }
        row += 1
        if row == 1, try begin(record) { return }
        let (id, number) = (text(record, .id, where: { concerns($0, nil) }), text(record, .number))
        guard concerns(id, number) else { return }
        each(entry(record, id, number))
    }

    /// Finds the columns in the first row.
    ///
    /// - Returns: whether it is a header, and no entry.
    private mutating func begin(_ record: CSVRecord) throws(Failure) -> Bool {
        let texts = record.fields.indices.map { record.text($0) ?? "" }
        let columns = wanted ?? (CallLogReader.isMaster(texts) ? .asterisk : .usual)
        let names = texts.map { $0.lowercased().filter { $0 != " " } }
        fields = columns.places.compactMap { role, place in
            switch place {
            case .named(let name): names.firstIndex(of: name).map { (role, $0) }
            case .numbered(let number): (role, number - 1)
            }
        }
        let missing = wanted == nil ? [] : columns.names.filter { !names.contains($0) }
        guard missing.isEmpty else {
            throw Failure(
                message: "\(file):1: has no column `\(missing[0])`; its first row is: \(texts.joined(separator: ", "))"
            )
        }
        guard fields.contains(where: { $0.role == .id || $0.role == .number }) else {
            let words = "\(file):1: is not a call log that is known; say which columns hold what with --columns"
            throw Failure(message: words + ", such as --columns id=uniqueid,disposition=15")
        }
        return !columns.names.isEmpty
    }

    /// Whether a row is one of Asterisk's `Master.csv`.
    private static func isMaster(_ row: [String]) -> Bool {
        let flags = ["DOCUMENTATION", "BILLING", "BILL", "OMIT", "IGNORE", "UNKNOWN"]
        return row.count >= 16 && flags.contains(row[15].uppercased()) && Int(row[12]) != nil && Int(row[13]) != nil
    }

    /// The first field of a role that is not empty, one that is wanted before others.
    private func text(
        _ record: CSVRecord,
        _ role: CallLogColumns.Role,
        where isWanted: (String) -> Bool = { _ in true }
    ) -> String? {
        var found: String?
        for field in fields where field.role == role && field.place < record.fields.count {
            guard let text = record.text(field.place), !text.isEmpty else { continue }
            if isWanted(text) { return text }
            found = found ?? text
        }
        return found
    }

    private func entry(_ record: CSVRecord, _ id: String?, _ number: String?) -> CallLogEntry {
        var entry = CallLogEntry(line: record.fields[0].position.line)
        entry.id = id
        entry.number = number
        entry.startedAt = text(record, .start).flatMap(instant)
        entry.answeredAt = text(record, .answer).flatMap(instant)
        entry.endedAt = text(record, .end).flatMap(instant)
        entry.duration = text(record, .duration).flatMap(CallLogReader.span)
        entry.talk = text(record, .talk).flatMap(CallLogReader.span)
        entry.disposition = text(record, .disposition)
        entry.cause = text(record, .cause).flatMap { Int($0) }
        entry.sipStatus = text(record, .sip).flatMap { Int($0) }.flatMap { (200...699).contains($0) ? $0 : nil }
        return entry
    }

    private func instant(_ text: String) -> Timestamp? {
        // Relative words have no place in a log.
        guard text.contains(where: \.isNumber), !text.hasPrefix("+") else { return nil }
        guard case .instant(let at) = TimeExpression.read(text, now: Timestamp(milliseconds: 0), zone: zone) else {
            return nil
        }
        return at
    }

    private static func span(_ text: String) -> Duration? {
        Double(text).flatMap { $0 >= 0 && $0 < 1e9 ? .milliseconds(Int64(($0 * 1000).rounded())) : nil }
    }
}
