internal import CallspoolCore

extension SimulationPlan {
    /// Draws how records are shipped, and when their receiver is away.
    ///
    /// From a row of its own.
    mutating func drawShipping() {
        var random = SeededRandom(seed &* 0x94D0_49BB &+ 133)
        for place in campaigns.indices where random.chance(0.5) {
            campaigns[place].resultBatch = random.draw(2...5)
        }
        settings.shipping.batchWait = .seconds(random.draw(0...5))
        for _ in 0..<(random.chance(0.3) ? random.draw(1...2) : 0) {
            // Long enough at times that records are given up which were never sent.
            let start = Int64(random.draw(0...Int(calmAt)))
            let length = Int64(random.chance(0.5) ? random.draw(1...60) : random.draw(60...2400)) * 1000
            receiver.away.append(start..<max(start, min(calmAt, start + length)))
        }
        guard random.chance(0.15) else { return }
        receiver.asks = 0.1
        receiver.asksFor = .seconds(random.draw(1...600))
    }
}
