/// Numbers of a plan that are added to a campaign.
public struct PlannedAddition: Equatable, Sendable {
    /// The name of its file.
    public var file: String
    /// The campaign that they are added to.
    public var campaign: String
    /// The numbers as written; those that the campaign has are not to be dialled again.
    public var numbers: [String]

    /// The file.
    var text: String {
        "add_to: \(campaign)\ncount: \(numbers.count)\nnumbers:\n" + numbers.map { "  - \"\($0)\"\n" }.joined()
    }
}

extension SimulationPlan {
    /// Draws numbers that are added to campaigns, at times that may be too early or too late.
    ///
    /// From a row of its own.
    mutating func drawAdditions() {
        var random = SeededRandom(seed &* 0xD6E8_FEB8 &+ 57)
        guard random.chance(0.35) else { return }
        for _ in 0..<random.draw(1...3) {
            let place = random.draw(0...(campaigns.count - 1))
            var numbers = (0..<random.draw(1...6)).map { "+1617\(700 + additions.count)\(1000 + $0)" }
            // One that the campaign has, one that is twice here, one that is none.
            if random.chance(0.5), let known = random.one(of: campaigns[place].dialable) { numbers.append(known) }
            if random.chance(0.3) { numbers.append(numbers[0]) }
            if random.chance(0.3) { numbers.append("12345\(additions.count)") }
            let name = campaigns[place].name
            // Its name is before or behind the campaign's own, as chance has it.
            let file = "\(random.chance(0.5) ? "a" : "more")-\(name)-\(additions.count).yaml"
            let at = random.chance(0.2) ? campaigns[place].dropAt : Int64(random.draw(0...Int(calmAt)))
            events.append(Event(at: at, what: .add(additions.count)))
            additions.append(PlannedAddition(file: file, campaign: name, numbers: numbers))
        }
        sortEvents()
    }
}
