/// A call file as Asterisk 22's `pbx_spool.c` reads it: the facts of that file, for tests.
struct SpoolReader: Equatable {
    /// The keywords with their values, in order; `Set` among them.
    var values: [(key: String, value: String)] = []
    /// How often the call was begun and ended before.
    var retries = 0
    /// The process that had begun it.
    var callingProcess: Int?

    static func == (left: SpoolReader, right: SpoolReader) -> Bool {
        left.retries == right.retries && left.callingProcess == right.callingProcess
            && left.values.elementsEqual(right.values) { $0 == $1 }
    }

    /// What a keyword says; the last of several.
    subscript(key: String) -> String? { values.last { $0.key.lowercased() == key.lowercased() }?.value }

    /// The variables that are set.
    var variables: [String: String] {
        var all: [String: String] = [:]
        for (key, value) in values where ["set", "setvar"].contains(key.lowercased()) {
            let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { all[String(parts[0])] = String(parts[1]) }
        }
        return all
    }

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // `fgets` into 256 bytes: what does not fit is a line of its own.
            let most = rest.prefix(255)
            let line = most.firstIndex(of: 0x0A).map { most[...$0] } ?? most
            rest = rest.dropFirst(line.count)
            take(Array(line))
        }
    }

    private mutating func take(_ whole: [UInt8]) {
        // A C string ends at its first zero.
        var line = Array(whole.prefix { $0 != 0 })
        for place in line.indices where line[place] == UInt8(ascii: "#") {
            if place == 0 || [0x20, 0x09].contains(line[place - 1]) {
                line = Array(line[..<place])
                break
            }
        }
        line = Self.withoutComment(line)
        while let last = line.last, last < 33 { line.removeLast() }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let key = String(decoding: line[..<colon], as: UTF8.self)
        let value = String(decoding: line[(colon + 1)...].drop { $0 < 33 }, as: UTF8.self)
        switch key.lowercased() {
        case "retry": retries += 1
        case "startretry": callingProcess = Int(value.prefix { $0.isNumber })
        case "endretry", "abortretry":
            callingProcess = nil
            retries += 1
        default: values.append((key, value))
        }
    }

    private static func withoutComment(_ line: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        for byte in line {
            guard byte == UInt8(ascii: ";") else {
                kept.append(byte)
                continue
            }
            guard kept.last == UInt8(ascii: "\\") else { return kept }
            kept[kept.count - 1] = byte
        }
        return kept
    }
}
