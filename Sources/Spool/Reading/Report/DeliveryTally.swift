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
    /// How many records go together from one on, where it is not one alone.
    private var batches: [Int: Int] = [:]
    /// From the end of the call to the receiver's answer, on the program's clock.
    private(set) var delay = SpanHistogram()
    /// How many records were taken, by the number of the try.
    private(set) var takenAtTry: [Int: Int] = [:]

    init(of lines: FinalLines) {
        self.lines = lines
        fates = Array(repeating: Fate.waiting.rawValue, count: lines.count)
    }

    mutating func take(_ line: DeliveryTry) {
        if let count = line.count, count > 1 { batches[line.n] = count }
        guard let event = line.event, let place = lines.place(of: line.n) else { return }
        for record in place..<min(place + max(1, batches[line.n] ?? 1), fates.count) {
            take(event, record, line)
        }
    }

    private mutating func take(_ event: DeliveryTry.Event, _ record: Int, _ line: DeliveryTry) {
        // What was taken once stays taken, whatever is sent again by hand.
        guard fates[record] != Fate.taken.rawValue else { return }
        switch event {
        case .taken:
            fates[record] = Fate.taken.rawValue
            takenAtTry[line.tries, default: 0] += 1
            delay.add(line.at - lines.instant(record))
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
