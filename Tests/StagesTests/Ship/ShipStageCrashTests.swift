import CallspoolCore
import CallspoolTesting
import Spool
import Stages
import Synchronization
import Testing

@Suite("Shipping that is killed", .onOneThread)
struct ShipStageCrashTests {
    /// Every third delivery is never taken, every fifth is taken at the second try.
    private func answer(_ delivery: Delivery, batch: Int) -> DeliveryAnswer {
        let place = (delivery.n / 3 - 1) / batch + 1
        if place % 3 == 0 { return .failed("no answer") }
        if place % 5 == 0, delivery.tries == 0 { return .status(500, retryAfter: nil) }
        return .status(200, retryAfter: nil)
    }

    @Test(
        "At any step, every record arrives or is kept, in the same batch always, none whose result is durable again",
        arguments: [1, 3]
    )
    func everyStep(batch: Int) async throws {
        var steps = 0
        var isWhole = false
        while !isWhole {
            steps += 1
            isWhole = try await crash(after: steps, batch: batch)
            try #require(steps < 500)
        }
        #expect(steps > 15)
    }

    /// Ships with processes that die after so many steps, until one lives to the end; between the first lives more is told.
    ///
    /// - Returns: whether the first one saw all of it.
    private func crash(after steps: Int, batch: Int) async throws -> Bool {
        let spool = try ShippingSpool()
        try spool.add("spring", url: "http://a.example/results", batch: batch)
        try spool.addRecords(1...16, to: "spring")
        let clock = HurryingClock()
        var settings = ShippingSettings()
        settings.schedule = [.seconds(5), .seconds(30)]
        var sent = Sendings()
        var (lives, isWhole) = (0, true)
        while !spool.exists("done/spring") {
            lives += 1
            if lives == 2 { try spool.addRecords(17...20, to: "spring") }
            if lives == 3 { try spool.finish("spring") }
            // Each life is longer than the one before, so that there is an end.
            let disk = MortalDisk(steps: steps + max(0, lives - 3) * 7)
            let ended = try endedRecords(spool, "queue/spring")
            let deliverer = ScriptedDeliverer { answer($0, batch: batch) }
            let start = clock.now
            await shipStage(spool, deliverer, clock, disk: disk, settings: settings)
                .run(until: { _ in
                    disk.isAlive ? start + .seconds(600) : start
                })
            #expect(ended.isDisjoint(with: deliverer.records.map(\.n)), "steps \(steps), life \(lives)")
            sent.add(deliverer.records)
            isWhole = isWhole && disk.isAlive
            try #require(lives < 100)
        }
        #expect(sent.faults == [], "steps \(steps)")
        #expect(sent.records == Set((1...20).map { $0 * 3 }))
        let kept = try spool.lines("results/spring.undelivered.jsonl")
        #expect(Set(kept).count == kept.count, "steps \(steps)")
        let journal = try spool.lines("done/spring/journal.jsonl")
        #expect(journal.count { $0.contains(#""event":"reported""#) } == 1)
        let ended = try endings(spool, "done/spring")
        #expect(ended.values.allSatisfy { $0 == 1 } && ended.count == Set(sent.batches.map(\.n)).count)
        return isWhole
    }

    @Test(
        "At any step of a replay, what is taken is noted, and not sent again; the undelivered file stays as it is",
        arguments: [1, 3]
    )
    func replay(batch: Int) async throws {
        var steps = 0
        var isWhole = false
        while !isWhole {
            steps += 1
            isWhole = try await crashReplay(after: steps, batch: batch)
            try #require(steps < 100)
        }
        #expect(steps > 1)
    }

    private func crashReplay(after steps: Int, batch: Int) async throws -> Bool {
        let spool = try ShippingSpool()
        try spool.add("spring", url: "http://a.example/results", batch: batch)
        try spool.addRecords(1...10, to: "spring")
        try spool.finish("spring")
        let clock = HurryingClock()
        var settings = ShippingSettings()
        settings.schedule = []
        var sent = Sendings()
        let refusing = ScriptedDeliverer { _ in .status(410, retryAfter: nil) }
        await shipStage(spool, refusing, clock, settings: settings).run(until: { $0 })
        sent.add(refusing.records)
        let kept = try spool.lines("results/spring.undelivered.jsonl")
        #expect(kept.count == 10)
        var lives = 0
        while try replayed(spool).count < sent.batches.count {
            lives += 1
            let disk = MortalDisk(steps: steps + (lives - 1) * 3)
            let noted = try replayed(spool)
            let deliverer = ScriptedDeliverer { _ in .status(200, retryAfter: nil) }
            let outbox = ReplayOutbox(layout: SpoolLayout(root: spool.root), disk: disk)
            await shipStage(outbox, deliverer, clock, settings: settings).run(until: { $0 })
            sent.add(deliverer.records)
            #expect(noted.isDisjoint(with: deliverer.records.map(\.n)), "steps \(steps), life \(lives)")
            try #require(lives < 50)
        }
        #expect(sent.faults == [])
        #expect(try spool.lines("results/spring.undelivered.jsonl") == kept)
        return lives == 1
    }

    private func replayed(_ spool: ShippingSpool) throws -> Set<Int> {
        Set(try endings(spool, "done/spring", "replayed").keys)
    }

    /// The numbers of the deliveries that the log says are at their end; what the end tore says nothing.
    private func endedRecords(_ spool: ShippingSpool, _ folder: String) throws -> Set<Int> {
        Set(try endings(spool, folder).keys)
    }

    /// How often each delivery's end is in the log.
    private func endings(_ spool: ShippingSpool, _ folder: String, _ wanted: String? = nil) throws -> [Int: Int] {
        let bytes = try spool.bytes("\(folder)/shipping.jsonl")
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[...$0] } ?? []
        var ended: [Int: Int] = [:]
        for line in whole.split(separator: UInt8(ascii: "\n")) {
            try line.withUnsafeBytes { line in
                var fields = JSONFields(line)
                var n = 0
                while let field = try fields.next() {
                    if field.isNamed("n") { n = field.value.int ?? 0 }
                    guard field.isNamed("event"), let event = field.value.string else { continue }
                    let counts = wanted.map { $0 == event } ?? !["retry", "batch"].contains(event)
                    if counts { ended[n, default: 0] += 1 }
                }
            }
        }
        return ended
    }
}

/// What was sent over several lives, and whether it was the same at each time.
struct Sendings {
    private var bodies: [Batch: [UInt8]] = [:]
    private var homes: [Int: Batch] = [:]
    /// What was not the same.
    private(set) var faults: [String] = []

    /// The batches.
    var batches: [Batch] { Array(bodies.keys) }

    /// The records' numbers.
    var records: Set<Int> { Set(homes.keys) }

    mutating func add(_ deliveries: [Delivery]) {
        for delivery in deliveries {
            // Where its lines are is not a part of what is sent.
            var batch = delivery.batch
            batch.offset = 0
            if bodies.updateValue(delivery.lines, forKey: batch).map({ $0 != delivery.lines }) == true {
                faults.append("\(batch) has two bodies")
            }
            for n in numbers(of: delivery) where homes.updateValue(batch, forKey: n).map({ $0 != batch }) == true {
                faults.append("record \(n) is in two batches, one of them \(batch)")
            }
        }
    }
}

/// The numbers of a delivery's records, as its lines say.
func numbers(of delivery: Delivery) -> [Int] {
    delivery.lines.split(separator: UInt8(ascii: "\n"))
        .compactMap { line in
            line.withUnsafeBytes { line in
                var fields = JSONFields(line)
                do { return try fields.next()?.value.int } catch { return nil }
            }
        }
}
