import CallspoolCore

/// What became of a campaign's records, counted from `shipping.jsonl`: a byte a record.
struct DeliveryTally {
    private enum Fate: UInt8 {
        case waiting
        case retried
        case taken
        case givenUp
        case gone
    }

    private var fates: [UInt8]
    private let lines: FinalLines
    /// From the end of the call to the receiver's answer, on the program's clock; not of those that were sent again by
    /// hand.
    private(set) var delay = SpanHistogram()
    /// How many of these were taken at which try.
    private(set) var takenAtTry: [Int: Int] = [:]

    init(of lines: FinalLines) {
        self.lines = lines
        fates = Array(repeating: Fate.waiting.rawValue, count: lines.count)
    }

    mutating func take(_ line: DeliveryTry) {
        guard let event = line.event, let first = lines.place(of: line.n) else { return }
        for record in first..<max(first + 1, lines.count(upTo: line.last)) { take(event, record, line) }
    }

    private mutating func take(_ event: DeliveryTry.Event, _ record: Int, _ line: DeliveryTry) {
        // What was taken once stays taken, whatever is sent again by hand.
        guard fates[record] != Fate.taken.rawValue else { return }
        switch event {
        case .taken:
            fates[record] = Fate.taken.rawValue
            takenAtTry[line.tries, default: 0] += 1
            delay.add(line.at - lines.instant(record))
        case .replayed: fates[record] = Fate.taken.rawValue
        case .retry: fates[record] = Fate.retried.rawValue
        case .givenUp: fates[record] = Fate.givenUp.rawValue
        case .gone: fates[record] = Fate.gone.rawValue
        }
    }

    var taken: Int { count(.taken) }
    var retried: Int { count(.retried) }
    var undelivered: Int { count(.givenUp) + count(.gone) }

    private func count(_ fate: Fate) -> Int { fates.count { $0 == fate.rawValue } }
}
