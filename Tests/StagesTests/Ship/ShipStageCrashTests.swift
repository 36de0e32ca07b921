import CallspoolCore
import CallspoolTesting
import Spool
import Stages
import Synchronization
import Testing

@Suite("Shipping that is killed")
struct ShipStageCrashTests {
    /// Every third record is never taken, every fifth is taken at the second try.
    private func answer(_ record: Delivery) -> DeliveryAnswer {
        let call = record.n / 3
        if call % 3 == 0 { return .failed("no answer") }
        if call % 5 == 0, record.tries == 0 { return .status(500, retryAfter: nil) }
        return .status(200, retryAfter: nil)
    }

    @Test("At any step, every record arrives or is kept, none whose verdict is durable is sent again, and it closes")
    func everyStep() async throws {
        var steps = 0
        var isWhole = false
        while !isWhole {
            steps += 1
            isWhole = try await crash(after: steps)
            try #require(steps < 500)
        }
        #expect(steps > 15)
    }

    /// Ships with processes that die after so many steps, until one lives to the end.
    ///
    /// - Returns: whether the first one did.
    private func crash(after steps: Int) async throws -> Bool {
        let spool = try ShippingSpool()
        try spool.add("spring", url: "http://a.example/results")
        try spool.addRecords(1...20, to: "spring")
        try spool.finish("spring")
        let clock = HurryingClock()
        var settings = ShippingSettings()
        settings.schedule = [.seconds(5), .seconds(30)]
        var delivered: [Int] = []
        var lives = 0
        while !spool.exists("done/spring") {
            lives += 1
            // Each life is longer than the one before, so that there is an end.
            let disk = MortalDisk(steps: steps + (lives - 1) * 7)
            let ended = try endedRecords(spool)
            let deliverer = ScriptedDeliverer { answer($0) }
            let start = clock.now
            await shipStage(spool, deliverer, clock, disk: disk, settings: settings)
                .run(until: { _ in
                    disk.isAlive ? start + .seconds(600) : start
                })
            let sent = deliverer.records.map(\.n)
            #expect(ended.isDisjoint(with: sent), "steps \(steps), life \(lives)")
            delivered += sent
            try #require(lives < 100)
        }
        #expect(Set(delivered).count == 20)
        let kept = try spool.lines("results/spring.undelivered.jsonl")
        let statusLines = try spool.lines("results/spring.status.jsonl")
        let third = statusLines.enumerated().filter { ($0.offset + 1) % 3 == 0 }.map(\.element)
        #expect(kept.sorted() == third.sorted(), "steps \(steps)")
        let journal = try spool.lines("done/spring/journal.jsonl")
        #expect(journal.count { $0.contains(#""event":"reported""#) } == 1)
        return lives == 1
    }

    /// The numbers of the records that the log says are at their end; what the end tore says nothing.
    private func endedRecords(_ spool: ShippingSpool) throws -> Set<Int> {
        let bytes = try spool.bytes("queue/spring/shipping.jsonl")
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[...$0] } ?? []
        var ended: Set<Int> = []
        for line in whole.split(separator: UInt8(ascii: "\n")) {
            try line.withUnsafeBytes { line in
                var fields = JSONFields(line)
                var n: Int?
                while let field = try fields.next() {
                    if field.isNamed("n") { n = field.value.int }
                    if field.isNamed("event"), field.value.string != "retry", let n { ended.insert(n) }
                }
            }
        }
        return ended
    }
}
