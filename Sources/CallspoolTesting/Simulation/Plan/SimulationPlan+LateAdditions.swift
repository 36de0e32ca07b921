internal import CallspoolCore

extension SimulationPlan {
    /// Draws additions to campaigns that are finished and not yet reported, beside a status side that lags: their receiver
    /// is away when they finish, so that the last deliveries of their first numbers may succeed before the added numbers
    /// have their records.
    ///
    /// From a row of its own.
    mutating func drawLateAdditions() {
        var random = SeededRandom(seed &* 0xA24B_AED4 &+ 23)
        // Where calling hours are drawn, campaigns finish after hours, and files are looked for once in each.
        guard random.chance(0.3), settings.ticks.count > 1 else { return }
        settings.ticks = Array(0..<60)
        statusLag = random.draw(20...300)
        for place in campaigns.indices where campaigns[place].isShipped && random.chance(0.8) {
            let drop = campaigns[place].dropAt
            let back = min(calmAt, drop + Int64(random.draw(60...400)) * 1000)
            if drop < back { receiver.away.append(drop..<back) }
            for _ in 0..<random.draw(1...2) {
                let at = min(calmAt, drop + Int64(random.draw(30...500)) * 1000)
                events.append(Event(at: at, what: .add(additions.count)))
                additions.append(lateAddition(to: campaigns[place].name, &random))
            }
        }
        sortEvents()
    }

    private func lateAddition(to campaign: String, _ random: inout SeededRandom) -> PlannedAddition {
        let serial = additions.count
        var numbers = (0..<random.draw(1...3)).map { "+1617\(800 + serial)\(1000 + $0)" }
        // None of them is dialled at times: their records are there to be written at once.
        if random.chance(0.3) { numbers = numbers.indices.map { "12345\(serial)\($0)" } }
        return PlannedAddition(file: "late-\(campaign)-\(serial).yaml", campaign: campaign, numbers: numbers)
    }
}
