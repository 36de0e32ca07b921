internal import Dialers

/// Something that reads a hostile server's bytes.
public protocol FuzzTarget {
    /// Its name, and the folder of its recordings under `Tests/DialersTests/Fixtures`.
    static var name: String { get }

    /// Makes one for a new connection.
    init()

    /// Hears bytes, some at a time.
    ///
    /// - Returns: whether it still listens.
    mutating func hear(_ bytes: ArraySlice<UInt8>) -> Bool

    /// How much it holds, in bytes and things: must stay within what it was told.
    var held: Int { get }
}

/// Asterisk's manager interface.
public struct AsteriskFuzz: FuzzTarget {
    /// The folder of its recordings.
    public static let name = "Asterisk"
    private var target = ManagerTarget()

    /// Makes one.
    public init() {}

    /// Hears bytes.
    public mutating func hear(_ bytes: ArraySlice<UInt8>) -> Bool { target.hear(bytes) }

    /// What it holds.
    public var held: Int { target.held }
}
