/// What is sent to the manager interface: a block of lines `Key: value`.
///
/// A line break in a value would begin a header of the value's own making, so nothing that could break a line is taken.
struct ManagerAction: Equatable, Sendable {
    /// A value that cannot be sent.
    enum Fault: Error, Equatable, Sendable {
        /// It holds a character that ends a line.
        case brokenLine
        /// The line is longer than the server reads.
        case tooLong
        /// There are more lines than the server reads.
        case tooMany
    }

    /// The server's buffer holds 1,024 bytes of a line; something is left for its end and for versions that count
    /// otherwise.
    static let longestLine = 1_000
    /// The server's `AST_MAX_MANHEADERS` is 128.
    static let mostLines = 120

    private var text: [UInt8] = []
    private var lineCount = 0

    /// An action with its id, which comes back in the answer.
    init(_ name: StaticString, id: String) {
        text.reserveCapacity(1_024)
        append(name: "Action")
        name.withUTF8Buffer { text.append(contentsOf: $0) }
        endLine()
        append(name: "ActionID")
        text.append(contentsOf: id.utf8)
        endLine()
    }

    /// Adds a line.
    ///
    /// - Throws: when the value could break out of it, or the server would not read it whole.
    mutating func add(_ name: StaticString, _ value: String) throws(Fault) {
        try add(name, value.utf8)
    }

    /// Adds a line.
    ///
    /// - Throws: as for a text.
    mutating func add(_ name: StaticString, _ value: some Collection<UInt8>) throws(Fault) {
        guard !value.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else { throw .brokenLine }
        guard name.utf8CodeUnitCount + value.count + 2 <= ManagerAction.longestLine else { throw .tooLong }
        guard lineCount < ManagerAction.mostLines else { throw .tooMany }
        append(name: name)
        text.append(contentsOf: value)
        endLine()
    }

    /// The whole block, as it is sent.
    var bytes: [UInt8] { text + [0x0D, 0x0A] }

    private mutating func append(name: StaticString) {
        name.withUTF8Buffer { text.append(contentsOf: $0) }
        text.append(contentsOf: [0x3A, 0x20])
        lineCount += 1
    }

    private mutating func endLine() {
        text.append(contentsOf: [0x0D, 0x0A])
    }
}
