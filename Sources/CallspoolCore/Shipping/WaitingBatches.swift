internal import HeapModule

/// A batch of status records that waits to be sent again.
///
/// There may be millions of them while a receiver is down, so it is a place in a file, 32 bytes, and not the records.
public struct WaitingBatch: Equatable, Comparable, Sendable {
    /// Not sent again before.
    public var due: Timestamp
    private let n: Int
    private let offset: Int
    private let span: UInt32
    private let count: UInt16
    private let triesMade: UInt16

    /// Makes a batch that waits.
    public init(_ batch: Batch, due: Timestamp, tries: Int) {
        self.due = due
        n = batch.n
        offset = batch.offset
        span = UInt32(clamping: batch.last - batch.n)
        count = UInt16(clamping: batch.count)
        triesMade = UInt16(clamping: tries)
    }

    /// Which records, and where.
    public var batch: Batch { Batch(n: n, last: n + Int(span), count: Int(count), offset: offset) }

    /// How often it was tried.
    public var tries: Int { Int(triesMade) }

    /// The earlier due is the lesser; of those due together, the earlier written.
    public static func < (left: WaitingBatch, right: WaitingBatch) -> Bool {
        (left.due, left.n) < (right.due, right.n)
    }
}

/// The batches that wait to be sent again, the earliest due first.
public struct WaitingBatches: Sendable {
    private var heap = Heap<WaitingBatch>()

    /// None.
    public init() {}

    /// Those given, in no order.
    public init(_ batches: some Sequence<WaitingBatch>) {
        heap = Heap(batches)
    }

    /// How many there are.
    public var count: Int { heap.count }

    /// Whether there is none.
    public var isEmpty: Bool { heap.isEmpty }

    /// When the earliest is due.
    public var nextDue: Timestamp? { heap.min?.due }

    /// How many records there are in them.
    public var records: Int { heap.unordered.reduce(0) { $0 + $1.batch.count } }

    /// Adds one.
    public mutating func insert(_ batch: WaitingBatch) {
        heap.insert(batch)
    }

    /// Takes the earliest out when it is due.
    public mutating func take(now: Timestamp) -> WaitingBatch? {
        guard let first = heap.min, first.due <= now else { return nil }
        return heap.popMin()
    }

    /// Takes the earliest out, due or not.
    public mutating func takeAny() -> WaitingBatch? {
        heap.popMin()
    }

    /// Takes out those that a rule names, due or not, in no order.
    public mutating func takeAll(where isTaken: (Batch) -> Bool) -> [WaitingBatch] {
        let taken = heap.unordered.filter { isTaken($0.batch) }
        if !taken.isEmpty { heap = Heap(heap.unordered.filter { !isTaken($0.batch) }) }
        return taken
    }
}
