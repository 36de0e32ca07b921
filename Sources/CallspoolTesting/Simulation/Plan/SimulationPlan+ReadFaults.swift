internal import CallspoolCore

extension SimulationPlan {
    /// Draws times in which files cannot be read, some of them as a campaign's file is picked up.
    ///
    /// From a row of its own.
    mutating func drawReadFaults() {
        var random = SeededRandom(seed &* 0x8CB9_2BA7 &+ 71)
        guard random.chance(0.15) else { return }
        for _ in 0..<random.draw(1...2) {
            let drop = random.one(of: campaigns)?.dropAt ?? 0
            let at = random.chance(0.5) ? drop : Int64(random.draw(0...Int(calmAt)))
            let end = at + Int64(random.draw(1...900)) * 1000
            events += [Event(at: at, what: .breakReads), Event(at: end, what: .mendReads)]
        }
        sortEvents()
    }
}
