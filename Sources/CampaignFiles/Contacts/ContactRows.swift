internal import CallspoolCore

/// Makes entries of rows.
struct ContactRows {
    private let faults: Faults
    /// Zones found to be IANA's, by what was written: a list names few, and each costs a look into the zone files.
    private var zones: [String: String] = [:]
    /// Whether it was told that the file is not UTF-8: one wrong conversion spoils many rows.
    private var toldOfUTF8 = false

    /// Makes entries, and tells what is wrong with rows.
    init(faults: Faults) {
        self.faults = faults
    }

    /// A row's entry; `nil` for a blank line, and for a row that was refused, which was told.
    mutating func entry(_ record: CSVRecord, _ header: ContactHeader) -> NumberEntry? {
        if record.isBlank { return nil }
        let fields = record.fields
        guard fields.count == header.columns.count else {
            faults.error(ContactWords.ragged(fields.count, header: header.columns.count), at: fields[0].position)
            return nil
        }
        var entry = NumberEntry(text: "", position: fields[0].position)
        entry.parameters.reserveCapacity(header.parameterCount)
        var isFaultless = true
        for (place, column) in header.columns.enumerated() {
            guard let text = record.text(place) else { return notUTF8(fields[place].position) }
            isFaultless = put(text, column, fields[place].position, &entry) && isFaultless
        }
        return isFaultless ? entry : nil
    }

    private mutating func notUTF8(_ position: Diagnostic.Position) -> NumberEntry? {
        if !toldOfUTF8 { faults.error(ContactWords.notUTF8, at: position) }
        toldOfUTF8 = true
        return nil
    }

    /// - Returns: whether the field is as it must be.
    private mutating func put(
        _ text: String,
        _ column: ContactHeader.Column,
        _ position: Diagnostic.Position,
        _ entry: inout NumberEntry
    ) -> Bool {
        switch column {
        case .destination: entry.text = text
        case .callerID: entry.callerID = text.isEmpty ? nil : text
        case .parameter(let name):
            if let fault = EntryRules.fault(inValue: text) { return refuse("`\(name.excerpt)`", fault, position) }
            entry.parameters.append(Parameter(key: name, value: text))
        case .timezone: return put(zone: text, position, &entry)
        case .messageReference:
            if text.isEmpty { return true }
            if let fault = EntryRules.fault(inReference: text) { return refuse("`message_reference`", fault, position) }
            entry.messageReference = text
        }
        return true
    }

    private func refuse(_ subject: String, _ fault: EntryRules.Fault, _ position: Diagnostic.Position) -> Bool {
        faults.error("\(subject) \(fault.words)", at: position)
        return false
    }

    private mutating func put(zone: String, _ position: Diagnostic.Position, _ entry: inout NumberEntry) -> Bool {
        if zone.isEmpty { return true }
        if let known = zones[zone] {
            entry.timezone = known
            return true
        }
        guard let name = zone.zoneName else {
            faults.error("\(zone.inQuotes) is not an IANA time zone; write it as in America/New_York", at: position)
            return false
        }
        zones[zone] = name
        entry.timezone = name
        return true
    }
}
