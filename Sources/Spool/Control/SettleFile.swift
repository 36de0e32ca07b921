import CallspoolCore

/// What a file `control/NAME.settle` says: a word as people write it, `busy`, the call's id being the file's name; or a
/// JSON line for each of many calls, as the commands write it.
///
///     {"call_id":"spring-k3v9qd-17","attempt":2,"finding":"answered","by":"Master.csv:210","ended_at":"…"}
enum SettleFile {
    /// How large a file is read.
    static let longest = 4 << 20

    /// The settlements of a file; none of one that cannot be read, which is left where it is.
    static func settlements(_ path: String, _ file: DiskEntry, target: String, on disk: some Disk) -> [Settlement] {
        guard file.kind == .file, file.size <= longest else { return [] }
        do throws(DiskError) {
            return settlements(try disk.contents(path, atMost: longest) ?? [], target: target)
        } catch {
            return []  // The call stays stuck; other requests wait behind it.
        }
    }

    /// The settlements of a file; a line that is none is left out.
    static func settlements(_ bytes: [UInt8], target: String) -> [Settlement] {
        guard bytes.first == UInt8(ascii: "{") else { return word(bytes, target) }
        return bytes.split(separator: UInt8(ascii: "\n"))
            .compactMap { line in
                do {
                    return try line.withUnsafeBytes { try Settlement($0) }
                } catch {
                    return nil  // A person wrote it; the call stays stuck.
                }
            }
    }

    private static func word(_ bytes: [UInt8], _ target: String) -> [Settlement] {
        guard let words = firstWords(bytes), let first = words.split(separator: " ").first,
            let finding = Settlement.Finding(word: String(first))
        else { return [] }
        return [Settlement(target, finding, by: words)]
    }

    /// A file's bytes.
    static func bytes(_ settlements: [Settlement]) -> [UInt8] {
        var writer = JSONLineWriter()
        for settlement in settlements { writer.settlementLine(settlement) }
        return writer.bytes
    }
}

extension JSONLineWriter {
    fileprivate mutating func settlementLine(_ settlement: Settlement) {
        line { line in
            line.field("call_id", settlement.callID)
            if let attempt = settlement.attempt { line.field("attempt", attempt) }
            line.field("finding", settlement.finding.word)
            line.field("by", settlement.by)
            if let callee = settlement.calleeType { line.field("callee_type", callee.rawValue) }
            if let status = settlement.codes.sipStatus { line.field("sip_status", status) }
            if let cause = settlement.codes.q850Cause { line.field("q850_cause", cause) }
            if let cause = settlement.codes.engineCause { line.field("engine_cause", cause) }
            if let answeredAt = settlement.answeredAt { line.field("answered_at", answeredAt) }
            if let endedAt = settlement.endedAt { line.field("ended_at", endedAt) }
        }
    }
}

extension Settlement {
    fileprivate init(_ line: UnsafeRawBufferPointer) throws(JSONLineError) {
        var finding: Finding?
        self.init("", .notPlaced, by: "")
        var fields = JSONFields(line)
        while let field = try fields.next() {
            let value = field.value
            if field.isNamed("call_id") {
                callID = value.string ?? ""
            } else if field.isNamed("attempt") {
                attempt = value.int
            } else if field.isNamed("finding") {
                finding = value.string.flatMap(Finding.init(word:))
            } else if field.isNamed("by") {
                by = value.string ?? ""
            } else if field.isNamed("callee_type") {
                calleeType = value.string.flatMap(CalleeType.init(rawValue:))
            } else if field.isNamed("answered_at") {
                answeredAt = value.timestamp
            } else if field.isNamed("ended_at") {
                endedAt = value.timestamp
            } else {
                codes.take(field)
            }
        }
        guard let finding, !callID.isEmpty else { throw JSONLineError(field: "finding") }
        self.finding = finding
    }
}

extension EngineCodes {
    fileprivate mutating func take(_ field: JSONFields.Field) {
        if field.isNamed("sip_status") {
            sipStatus = field.value.int
        } else if field.isNamed("q850_cause") {
            q850Cause = field.value.int
        } else if field.isNamed("engine_cause") {
            engineCause = field.value.string
        }
    }
}
