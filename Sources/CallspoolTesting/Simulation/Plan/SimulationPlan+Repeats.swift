internal import CallspoolCore

extension SimulationPlan {
    /// A trunk at whose far end nobody listens for a while, in milliseconds from the start: its calls hear nothing.
    public struct SilentTrunk: Equatable, Sendable {
        /// Which.
        public var trunk: String?
        /// When.
        public var span: Range<Int64>
    }

    /// Draws files that are dropped twice, a trunk that falls silent, and requests about files that wait for pickup.
    ///
    /// From a row of its own.
    mutating func drawRepeats() {
        var random = SeededRandom(seed &* 0x94D0_49BB &+ 41)
        if random.chance(0.2) { drawSilence(&random) }
        for place in campaigns.indices where random.chance(0.15) {
            let first = campaigns[place].dropAt
            let at = min(calmAt, first + Int64(random.draw(0...1500)) * 1000)
            campaigns[place].isDroppedAgain = true
            events.append(Event(at: at, what: .dropAgain(place)))
        }
        for place in campaigns.indices where random.chance(0.15) {
            let actions: [ControlRequest.Action] = [.stop, .suspend, .resume]
            guard let action = random.one(of: actions) else { continue }
            // Most files wait for some minutes.
            let at = campaigns[place].dropAt + Int64(random.draw(0...120)) * 1000
            events.append(Event(at: at, what: .request(action, campaign: place, call: 1)))
        }
        sortEvents()
    }

    private mutating func drawSilence(_ random: inout SeededRandom) {
        let from = Int64(random.draw(0...Int(calmAt / 2)))
        let length = Int64(random.draw(200_000...Int(max(200_001, calmAt / 2))))
        engine.silent = SilentTrunk(trunk: random.one(of: settings.trunks)?.name, span: from..<(from + length))
    }
}
