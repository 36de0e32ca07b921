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

    /// The account code: our own id.
    var account: String
    /// How it went.
    var disposition: Disposition
    /// Seconds from the answer to the end; the times of day are in a zone that the file does not tell.
    var answeredFor: Int

    /// Reads a line without its line feed; `nil` for one that is no call of ours.
    init?(_ line: some Collection<UInt8>) {
        let fields = Self.fields(line)
        guard fields.count >= 15, !fields[0].isEmpty, let disposition = Disposition(rawValue: fields[14]),
            let seconds = Int(fields[13]), seconds >= 0
        else { return nil }
        account = fields[0]
        self.disposition = disposition
        answeredFor = seconds
    }

    /// The fields of a line: in quotes a comma is the text's, and a quote is doubled.
    private static func fields(_ line: some Collection<UInt8>) -> [String] {
        let quote = UInt8(ascii: "\"")
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var rest = Array(line)[...]
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
