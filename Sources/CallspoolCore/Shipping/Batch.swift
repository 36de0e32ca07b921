/// Status records of a campaign that go out in one request, as a place in its status file.
///
/// They follow one another there. Without `result_batch` it is one record.
public struct Batch: Equatable, Hashable, Sendable {
    /// The first record's number, unique in its campaign.
    public var n: Int
    /// The last record's number.
    public var last: Int
    /// How many records there are.
    public var count: Int
    /// Where the first one's line begins.
    public var offset: Int

    /// Makes a batch.
    public init(n: Int, last: Int, count: Int, offset: Int) {
        self.n = n
        self.last = last
        self.count = count
        self.offset = offset
    }

    /// A batch of a single record.
    public init(n: Int, offset: Int) {
        self.init(n: n, last: n, count: 1, offset: offset)
    }
}

/// Cuts the records of a status file into batches, in the order of the file.
///
/// Where a full batch begins and ends follows from the file and from the cuts before it; so only a batch that goes out
/// before it is full need be written down.
public struct BatchCutter: Equatable, Sendable {
    /// The records in a full batch.
    public let size: Int
    /// What has been read and is not a full batch.
    public private(set) var open: Batch?

    /// Begins at a cut.
    ///
    /// - Parameter size: the campaign's `result_batch`, at least 1.
    public init(size: Int) {
        self.size = max(1, size)
    }

    /// Adds the next record.
    ///
    /// - Returns: the batch that it makes full.
    public mutating func add(n: Int, offset: Int) -> Batch? {
        var batch = open ?? Batch(n: n, last: n, count: 0, offset: offset)
        batch.last = n
        batch.count += 1
        open = batch.count < size ? batch : nil
        return batch.count < size ? nil : batch
    }

    /// Cuts off what there is, full or not.
    public mutating func cut() -> Batch? {
        defer { open = nil }
        return open
    }
}
