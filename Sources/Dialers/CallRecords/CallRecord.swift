internal import CallspoolCore

/// A line of Asterisk's `Master.csv`: a call as the call records have it.
struct CallRecord: Equatable, Sendable {
    /// How the records say that a call went.
    enum Disposition: String, Equatable, Sendable {
        case answered = "ANSWERED"
        case noAnswer = "NO ANSWER"
        case busy = "BUSY"
        case congestion = "CONGESTION"
        case failed = "FAILED"
    }

    /// Which column holds our own id.
    enum Key: Equatable, Sendable {
        /// The account code, which is in every line.
        case account
        /// The channel's unique id, which is there with `loguniqueid = yes`.
        case channel

        fileprivate var column: Int {
            switch self {
            case .account: 0
            case .channel: 16
            }
        }
    }

    /// Our own id.
    var id: String
    /// How it went.
    var disposition: Disposition
    /// Seconds from the beginning to the end.
    var lasted: Int
    /// Seconds from the answer to the end; the times of day are in a zone that the file does not tell.
    var answeredFor: Int

    /// Reads a line without its line feed; `nil` for one that is not a call of ours.
    init?(_ line: some Collection<UInt8>, by key: Key) {
        let fields = line.csvFields
        guard fields.count > max(key.column, 14), !fields[key.column].isEmpty,
            let disposition = Disposition(rawValue: fields[14]), let lasted = Int(fields[12]), lasted >= 0,
            let answeredFor = Int(fields[13]), answeredFor >= 0
        else { return nil }
        id = fields[key.column]
        self.disposition = disposition
        self.lasted = lasted
        self.answeredFor = answeredFor
    }
}

/// A record that is looked up by our own id.
protocol KeptRecord: Sendable {
    var id: String { get }
    /// Whether it tells of an answer.
    var isAnswered: Bool { get }
}

extension CallRecord: KeptRecord {
    var isAnswered: Bool { disposition == .answered }
}

extension Collection<UInt8> {
    /// The fields of a line: in quotes a comma is the text's, and a quote is doubled.
    var csvFields: [String] {
        let quote = UInt8(ascii: "\"")
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var rest = Array(self)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case quote where isQuoted && rest.first == quote: fields[fields.count - 1].append(rest.removeFirst())
            case quote: isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: fields.append([])
            default: fields[fields.count - 1].append(byte)
            }
        }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }
}
