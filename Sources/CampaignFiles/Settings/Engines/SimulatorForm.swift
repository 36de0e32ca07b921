internal import CallspoolCore

extension EngineKind {
    /// No telephone rings.
    static let simulator = EngineKind("simulator", .simulator, from: SimulatorSettings()) { draft, _, _ in
        .simulator(draft)
    }
}

extension Form where Draft == SimulatorSettings {
    /// The keys of the simulator.
    fileprivate static let simulator = Form([
        FormKey("speed", .decimal(0...1_000_000, isAbove: true)) { $0.speed = $1 },
        FormKey("seed", .seed) { $0.seed = $1 },
        FormKey("odds", .odds) { $0.odds = $1 },
        FormKey("machines", .decimal(0...1)) { $0.machines = $1 },
        FormKey("ring", .spread) { $0.ring = $1 },
        FormKey("talk", .spread) { $0.talk = $1 },
        FormKey("records", .flag) { $0.keepsRecords = $1 },
    ])
}

extension Value where Result == UInt64 {
    fileprivate static let seed = Value.text("a whole number from 0 to \(UInt64.max)") { text in
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(text) : nil
    }
}

extension Value where Result == [Outcome: Double] {
    /// How likely each outcome is; those that are not given do not happen.
    fileprivate static let odds = Value("a map of outcomes, each with a number") { node, reading in
        let entries = Value<[(key: Outcome, value: Double)]>.dictionary(.outcome, .decimal(0...1_000_000))
        guard let odds = entries.read(node, reading) else { return nil }
        guard odds.contains(where: { $0.value > 0 }) else {
            reading.faults.error("\(reading.subject) are all zero; give one outcome more", at: node.position)
            return nil
        }
        return Dictionary(odds.map { ($0.key, $0.value) }) { first, _ in first }
    }
}

extension Value where Result == Outcome {
    /// An outcome that an engine can report.
    fileprivate static let outcome = Value("an outcome such as `busy`") { node, reading in
        let reported = Outcome.allCases.filter { $0 != .expired }
        if let outcome = reported.first(where: { $0.rawValue == node.text }) { return outcome }
        let names = reported.map(\.rawValue)
        reading.refuseName(node, "is not an outcome of a call", among: names)
        return nil
    }
}

extension Value where Result == SimulatorSettings.Spread {
    private static let bound = Value<Duration>.duration(0...86_400)

    /// Two spans, as a list or as `from` and `to`.
    fileprivate static let spread = Value("two spans, such as `[4s, 20s]`") { node, reading in
        let spread: SimulatorSettings.Spread?
        if case .list = node.content {
            spread = Value<[Duration]>.list(of: bound, 2...2).read(node, reading).map { .init(from: $0[0], to: $0[1]) }
        } else {
            spread = Value.fromTo.read(node, reading)
        }
        guard let spread, spread.from > spread.to else { return spread }
        reading.faults.error("\(reading.subject) goes from the longer to the shorter; exchange them", at: node.position)
        return nil
    }

    private static let fromTo = Value.map(of: .spread, into: SpreadDraft()) { draft, node, reading in
        guard let from = draft.from, let to = draft.to else {
            reading.faults.error("\(reading.subject) needs both `from` and `to`", at: node.position)
            return nil
        }
        return SimulatorSettings.Spread(from: from, to: to)
    }
}

/// A spread while its map is read.
struct SpreadDraft: Sendable {
    /// The least and the most.
    var from, to: Duration?
}

extension Form where Draft == SpreadDraft {
    static let spread = Form([
        FormKey("from", .duration(0...86_400)) { $0.from = $1 },
        FormKey("to", .duration(0...86_400)) { $0.to = $1 },
    ])
}
