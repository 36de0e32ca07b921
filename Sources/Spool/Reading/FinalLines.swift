import CallspoolCore

/// The journal lines that made calls final, in order: each has its status record under the same number.
///
/// 8 bytes a call.
struct FinalLines: Sendable {
    /// Instants are kept to 10 ms, for 497 days from the first line; later ones are taken for that.
    private static let step: Int64 = 10

    private var numbers: [UInt32] = []
    private var instants: [UInt32] = []
    /// The first line's instant.
    private var begin: Timestamp?

    var count: Int { numbers.count }

    mutating func take(_ block: JournalBlock) {
        guard let first = block.lines.first else { return }
        let begin = begin ?? first.at
        self.begin = begin
        for line in block.lines where line.change.isFinal {
            numbers.append(UInt32(clamping: line.n))
            instants.append(UInt32(clamping: (line.at - begin).milliseconds / FinalLines.step))
        }
    }

    /// How many there are up to and with a line.
    func count(upTo n: Int) -> Int {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(numbers[middle]) <= n { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The place of a line among them; `nil` when it made no call final.
    func place(of n: Int) -> Int? {
        let place = count(upTo: n) - 1
        return place >= 0 && Int(numbers[place]) == n ? place : nil
    }

    func instant(_ place: Int) -> Timestamp {
        (begin ?? Timestamp(seconds: 0)) + .milliseconds(Int64(instants[place]) * FinalLines.step)
    }
}

extension QueueChange {
    /// Whether the call has its end by it, and so a status record.
    var isFinal: Bool {
        switch self {
        case .ended(_, _, .final, _), .settled(_, _, .final), .closed: true
        case .ended, .settled, .dialing, .ringing, .connected, .lost, .suspended, .resumed, .stopped, .started,
            .finished, .added, .nothing:
            false
        }
    }

    /// The call meant, if it is about one.
    var index: Int? {
        switch self {
        case .dialing(let index, _, _, _, _), .ringing(let index), .connected(let index), .ended(let index, _, _, _),
            .settled(let index, _, _), .lost(let index, _, _), .closed(let index, _):
            index
        case .suspended, .resumed, .stopped, .started, .finished, .added, .nothing: nil
        }
    }
}
