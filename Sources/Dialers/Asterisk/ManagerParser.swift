/// Cuts what the manager interface sends into messages.
///
/// Bytes come in pieces of any size. Lines end with a line feed, with or without a carriage return; an empty line ends a
/// message; the first line of a connection is a greeting by itself. No byte is looked at twice, however it is cut.
package struct ManagerParser: Sendable {
    /// What cannot be the manager interface.
    package enum Fault: Error, Equatable, Sendable {
        /// The greeting is another protocol's.
        case notAsterisk(String)
        /// A message has no end.
        case tooLong
    }

    /// The longest message that is waited for; `ListCommands` answers with some 15 kB.
    static let longest = 1 << 20
    /// The longest greeting.
    static let longestGreeting = 256

    private var bytes: [UInt8] = []
    /// Where the message in progress begins, and its line in progress; up to where no line feed was found.
    private var start = 0
    private var line = 0
    private var scanned = 0
    private var lines: [ManagerMessage.Line] = []
    /// What the server said first: its name and the version of the protocol.
    package private(set) var greeting: String?

    /// How many bytes are held, taken messages that were not dropped yet among them.
    package var held: Int { bytes.count }

    /// Makes a parser for a new connection.
    package init() {}

    /// Takes in what has come.
    package mutating func append(_ new: some Sequence<UInt8>) {
        if start > 0 { dropTaken() }
        bytes.append(contentsOf: new)
    }

    /// The next whole message; `nil` when more must come first.
    ///
    /// - Throws: when this is not the manager interface; nothing more can be read then.
    package mutating func next() throws(Fault) -> ManagerMessage? {
        while let feed = bytes[scanned...].firstIndex(of: 0x0A) {
            let end = feed > line && bytes[feed - 1] == 0x0D ? feed - 1 : feed
            let text = line..<end
            line = feed + 1
            scanned = line
            if greeting == nil {
                try greet(text)
            } else if !text.isEmpty {
                add(text)
            } else if let message = finish(end: text.lowerBound) {
                return message
            }
        }
        scanned = bytes.count
        let length = bytes.count - start
        if greeting == nil, length > ManagerParser.longestGreeting { try greet(start..<bytes.count) }
        if length > ManagerParser.longest { throw .tooLong }
        return nil
    }

    private mutating func greet(_ text: Range<Int>) throws(Fault) {
        let words = String(decoding: bytes[text].prefix(64), as: UTF8.self)
        guard words.hasPrefix("Asterisk Call Manager") else {
            throw .notAsterisk(String(String.UnicodeScalarView(words.unicodeScalars.filter { $0.value >= 0x20 })))
        }
        greeting = words
        start = line
    }

    /// A line without a colon is output of a command's, and none of ours.
    private mutating func add(_ text: Range<Int>) {
        guard let colon = bytes[text].firstIndex(of: 0x3A) else { return }
        let value = bytes[(colon + 1)..<text.upperBound].firstIndex { $0 != 0x20 } ?? text.upperBound
        lines.append(
            ManagerMessage.Line(
                key: (text.lowerBound - start)..<(colon - start),
                value: (value - start)..<(text.upperBound - start)
            )
        )
    }

    private mutating func finish(end: Int) -> ManagerMessage? {
        defer {
            start = line
            lines = []
        }
        return lines.isEmpty ? nil : ManagerMessage(bytes: Array(bytes[start..<end]), lines: lines)
    }

    private mutating func dropTaken() {
        bytes.removeFirst(start)
        line -= start
        scanned -= start
        start = 0
    }
}
