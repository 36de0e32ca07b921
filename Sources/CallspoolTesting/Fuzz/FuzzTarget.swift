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

/// FreeSWITCH's event socket.
public struct FreeSWITCHFuzz: FuzzTarget {
    /// The folder of its recordings.
    public static let name = "FreeSWITCH"
    // The channels of a few recordings; the others are strangers, as most of a busy server's are.
    private var target = EventSocketTarget(ids: [
        "a5ea184c-d6ec-4801-b5fc-6180fda1d627", "6694df93-1817-4bc0-94ef-f612e0b5879c",
        "f898c63d-5d03-4fb3-b6eb-44c2fc19ffbc", "fab19e2f-4f2c-435e-a46e-b2fc298e7b8e",
        "61576cb2-49cd-4642-9680-5b7f693cd81b", "bf9f63bf-eaba-458a-b40c-3f359022d0ad",
    ])

    /// Makes one.
    public init() {}

    /// Hears bytes.
    public mutating func hear(_ bytes: ArraySlice<UInt8>) -> Bool { target.hear(bytes) }

    /// What it holds.
    public var held: Int { target.held }
}
