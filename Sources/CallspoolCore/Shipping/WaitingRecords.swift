internal import HeapModule

/// A status record that waits to be sent again.
///
/// There may be millions of them while a receiver is down, so it is a place in a file, 32 bytes, and not the record.
public struct WaitingRecord: Equatable, Comparable, Sendable {
    /// Not sent again before.
    public var due: Timestamp
    /// The record's number, unique in its campaign.
    public var n: Int
    /// Where its line is in the status file.
    public var offset: Int
    /// How often it was tried.
    public var tries: Int32

    /// Makes a record.
    public init(due: Timestamp, n: Int, offset: Int, tries: Int32) {
        self.due = due
        self.n = n
        self.offset = offset
        self.tries = tries
    }

    /// The earlier due is the lesser; of those due together, the earlier written.
    public static func < (left: WaitingRecord, right: WaitingRecord) -> Bool {
        (left.due, left.n) < (right.due, right.n)
    }
}

/// The records that wait to be sent again, the earliest due first.
public struct WaitingRecords: Sendable {
    private var heap = Heap<WaitingRecord>()

    /// None.
    public init() {}

    /// Those given, in no order.
    public init(_ records: some Sequence<WaitingRecord>) {
        heap = Heap(records)
    }

    /// How many there are.
    public var count: Int { heap.count }

    /// Whether there is none.
    public var isEmpty: Bool { heap.isEmpty }

    /// When the earliest is due.
    public var nextDue: Timestamp? { heap.min?.due }

    /// Adds one.
    public mutating func insert(_ record: WaitingRecord) {
        heap.insert(record)
    }

    /// Takes the earliest out when it is due.
    public mutating func take(now: Timestamp) -> WaitingRecord? {
        guard let first = heap.min, first.due <= now else { return nil }
        return heap.popMin()
    }

    /// Takes the earliest out, due or not.
    public mutating func takeAny() -> WaitingRecord? {
        heap.popMin()
    }
}
