import CallspoolCore

/// Finds numbers that stand in a campaign twice, in memory that does not grow with the list.
///
/// The numbers are dealt into piles by their digits; a pile that grows large is put away in a file. At the end one pile
/// after the other is sorted by itself, since the same digits are always in the same pile.
struct DuplicateFinder {
    /// A number and its position; those that the campaign had before are in their order below all others.
    private struct Entry {
        var digits: UInt64
        var index: Int64
    }

    /// A number that stands for the second or a further time.
    struct Duplicate {
        /// Its position.
        var index: Int
        /// The position of the first.
        var first: Int
        /// Where the first is, when it is not among the same numbers.
        var origin = Origin.here
    }

    /// Where a number stands that stands there again.
    enum Origin {
        /// Among the numbers that were accepted with it.
        case here
        /// In the campaign that they are added to.
        case campaign
        /// In an addition before, which has no position in the campaign yet.
        case addition
    }

    /// A campaign's positions are kept in 31 bits.
    private static let below: Int64 = 1 << 40

    private static let piles = 64
    /// Entries of a pile in memory: 16 bytes each, so 2 MiB for all.
    private static let pileSize = 2048

    private let folder: String
    private let disk: any Disk
    private var inMemory: [[Entry]]
    private var putAway: [Bool]

    /// Makes an empty finder.
    init(folder: String, on disk: any Disk) {
        self.folder = folder
        self.disk = disk
        inMemory = Array(repeating: [], count: DuplicateFinder.piles)
        putAway = Array(repeating: false, count: DuplicateFinder.piles)
    }

    /// Takes in a batch.
    mutating func take(_ batch: JobBatch) throws(DiskError) {
        for (place, digits) in batch.digits.enumerated() where digits != 0 {
            try take(Entry(digits: digits, index: Int64(batch.first + place)))
        }
    }

    /// Takes in a number that the campaign has already; `nil` for its position when it has none yet.
    mutating func take(known digits: UInt64, position: Int?) throws(DiskError) {
        let index = position.map { Int64($0) - DuplicateFinder.below } ?? -1
        try take(Entry(digits: digits, index: index))
    }

    private mutating func take(_ entry: Entry) throws(DiskError) {
        // Fibonacci hashing: neighbouring numbers go to different piles.
        let pile = Int((entry.digits &* 0x9E37_79B9_7F4A_7C15) >> 58)
        inMemory[pile].append(entry)
        if inMemory[pile].count == DuplicateFinder.pileSize { try putAway(pile) }
    }

    private mutating func putAway(_ pile: Int) throws(DiskError) {
        let file = try disk.openAppending(path(pile))
        defer { file.close() }
        let entries = inMemory[pile]
        try entries.withUnsafeBytes { bytes in
            Result { () throws(DiskError) in try file.append(bytes) }
        }
        .get()
        inMemory[pile].removeAll(keepingCapacity: true)
        putAway[pile] = true
    }

    private func path(_ pile: Int) -> String { "\(folder)/numbers.\(pile)" }

    /// Hands over the numbers that are listed, each as often as it stands there, and the duplicates among the others,
    /// in no order, and forgets everything.
    ///
    /// Of the numbers that the campaign had before nothing is handed over.
    mutating func finish(
        listing: (_ digits: UInt64) -> ListedNumber? = { _ in nil },
        listed: (_ index: Int, ListedNumber) throws -> Void = { _, _ in },
        _ each: (Duplicate) throws -> Void
    ) throws {
        for pile in 0..<DuplicateFinder.piles {
            var entries = try load(pile)
            entries.sort { ($0.digits, $0.index) < ($1.digits, $1.index) }
            var first: Entry?
            for entry in entries {
                let isKnown = entry.index < 0
                if !isKnown, let listedNumber = listing(entry.digits) {
                    try listed(Int(entry.index), listedNumber)
                } else if let first, first.digits == entry.digits {
                    if !isKnown { try each(DuplicateFinder.duplicate(entry, of: first)) }
                } else {
                    first = entry
                }
            }
            inMemory[pile] = []
        }
    }

    private static func duplicate(_ entry: Entry, of first: Entry) -> Duplicate {
        let index = Int(entry.index)
        if first.index > 0 { return Duplicate(index: index, first: Int(first.index)) }
        if first.index == -1 { return Duplicate(index: index, first: 0, origin: .addition) }
        return Duplicate(index: index, first: Int(first.index + below), origin: .campaign)
    }

    private func load(_ pile: Int) throws(DiskError) -> [Entry] {
        guard putAway[pile] else { return inMemory[pile] }
        let file = try disk.openReading(path(pile))
        defer { file.close() }
        let count = try file.size() / MemoryLayout<Entry>.stride
        var entries = [Entry](repeating: Entry(digits: 0, index: 0), count: count)
        _ =
            try entries.withUnsafeMutableBytes { bytes in
                Result { () throws(DiskError) in try file.read(at: 0, into: bytes) }
            }
            .get()
        try disk.remove(path(pile))
        return entries + inMemory[pile]
    }
}
