internal import CallspoolCore

/// The first row of a contact list: what each column is.
struct ContactHeader {
    /// What a column holds.
    enum Column: Equatable {
        /// The number to call.
        case destination
        /// The number's own caller id.
        case callerID
        /// The user's own name for it.
        case messageReference
        /// The callee's IANA zone.
        case timezone
        /// A call parameter of this name.
        case parameter(String)

        /// What a name stands for; letter case aside, but for a parameter's.
        init(_ name: String) {
            switch name.lowercased() {
            case "destination", "phone_number": self = .destination
            case "ani": self = .callerID
            case "message_reference": self = .messageReference
            case "timezone": self = .timezone
            default: self = .parameter(name)
            }
        }
    }

    /// The columns, in order.
    let columns: [Column]
    /// How many of them are call parameters.
    let parameterCount: Int

    /// Reads the first row; `nil` when it was refused, and that was told.
    init?(_ record: CSVRecord, faults: Faults) {
        var names: [String] = []
        for place in record.fields.indices {
            guard let name = record.text(place) else {
                faults.error(ContactWords.notUTF8, at: record.fields[place].position)
                return nil
            }
            names.append(name.trimmingSpaces)
        }
        let positions = record.fields.map(\.position)
        columns = names.map(Column.init)
        parameterCount = columns.filter { if case .parameter = $0 { true } else { false } }.count
        guard Self.hasDestination(columns, names, faults, positions[0]) else { return nil }
        guard Self.areDistinct(columns, names, faults, positions) else { return nil }
        guard Self.canBeParameters(columns, faults, positions) else { return nil }
    }

    /// Judged as the keys of `call_parameters` are.
    private static func canBeParameters(
        _ columns: [Column],
        _ faults: Faults,
        _ positions: [Diagnostic.Position]
    ) -> Bool {
        var isFaultless = true
        var count = 0
        for (place, column) in columns.enumerated() {
            guard case .parameter(let name) = column else { continue }
            count += 1
            if let fault = EntryRules.fault(inName: name) {
                faults.error("the column's name `\(name.excerpt)` \(fault.words)", at: positions[place])
                isFaultless = false
            }
            guard count == EntryRules.mostParameters + 1 else { continue }
            let words = "the header has more than \(EntryRules.mostParameters) columns of call parameters"
            faults.error("\(words), which is all that a call takes; remove some", at: positions[place])
            isFaultless = false
        }
        return isFaultless
    }

    private static func hasDestination(
        _ columns: [Column],
        _ names: [String],
        _ faults: Faults,
        _ position: Diagnostic.Position
    ) -> Bool {
        if columns.contains(.destination) { return true }
        faults.error(wordsForMissing(names), at: position)
        return false
    }

    private static func wordsForMissing(_ names: [String]) -> String {
        let first = names.first ?? ""
        for (separator, word) in [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")]
        where names.count == 1 && first.contains(separator) {
            return "the columns are separated by \(word); save the list with commas between the columns"
        }
        let wanted = "name the column of the numbers `destination`"
        if !first.isEmpty, first.utf8.allSatisfy({ $0 < 0x3A && $0 != 0x2C }) {
            let evidence = "the first row is not a header, but begins with \(first.inQuotes)"
            return "\(evidence); put a header before it, and \(wanted)"
        }
        for name in names {
            if let meant = name.nearest(among: ["destination", "phone_number"]) {
                return "the header has no column `destination`; did you mean `\(meant)` by \(name.inQuotes)?"
            }
        }
        return "the header has no column `destination` (or `phone_number`); \(wanted)"
    }

    private static func areDistinct(
        _ columns: [Column],
        _ names: [String],
        _ faults: Faults,
        _ positions: [Diagnostic.Position]
    ) -> Bool {
        var isFaultless = true
        for (place, name) in names.enumerated() {
            if name.isEmpty {
                let words = "column \(place + 1) has no name in the header; name it, or remove it"
                faults.error(words, at: positions[place])
                isFaultless = false
            } else if let first = columns[..<place].firstIndex(of: columns[place]) {
                let both = names[first] == name ? "twice" : "as \(names[first].inQuotes) as well"
                faults.error("the header has \(name.inQuotes) \(both); remove one", at: positions[place])
                isFaultless = false
            }
        }
        return isFaultless
    }
}

extension String {
    /// Without spaces at both ends.
    fileprivate var trimmingSpaces: String {
        var rest = Substring(self)
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
