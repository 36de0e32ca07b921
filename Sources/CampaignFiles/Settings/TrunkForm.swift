internal import CallspoolCore

/// A trunk while its map is read.
struct TrunkDraft: Sendable {
    /// Its name.
    var name: Located<String>?
    /// Its share.
    var weight = 1
    /// Its own caps.
    var limits = PaceLimits()
    /// The keys of its engine; `nil` before the first.
    var own: (any Sendable)?
    /// Its engine, when its map was read.
    var engine = EngineSettings.simulator(SimulatorSettings())
    /// Where its map begins.
    var position = Diagnostic.Position(line: 0, column: 0)
    /// Where a fault of its speed is told.
    var speedPosition = Diagnostic.Position(line: 0, column: 0)

    fileprivate var settings: TrunkSettings {
        TrunkSettings(name: name?.content, weight: weight, limits: limits, engine: engine)
    }

    /// The simulator's `speed`; other engines know only that of life.
    fileprivate var speed: Double {
        engine.simulator?.speed ?? 1
    }
}

extension Form where Draft == TrunkDraft {
    /// The keys that every trunk has.
    static let trunk = Form([
        FormKey("kind", Value<EngineKind>.engineKind) { _, _ in },
        FormKey("name", Value<String>.trunkName.located) { $0.name = $1 },
        FormKey("weight", .whole(1...100)) { $0.weight = $1 },
        FormKey("limits", .limits) { $0.limits = $1 },
    ])
}

extension Value where Result == [TrunkSettings] {
    /// One engine, or a list of trunks, each an engine with a name.
    static let trunks = Value("a map with `kind`, or a list of such maps, each with a `name`") { node, reading in
        guard case .list = node.content else {
            return Value<TrunkDraft>.trunk.read(node, reading).map { [$0.settings] }
        }
        let before = reading.faults.errorCount
        guard let trunks = Value<[TrunkDraft]>.list(of: .trunk, 1...64).read(node, reading) else { return nil }
        tellNames(trunks, reading)
        tellSpeeds(trunks, reading)
        return reading.faults.errorCount == before ? trunks.map(\.settings) : nil
    }

    /// Of several trunks each has a name of its own.
    private static func tellNames(_ trunks: [TrunkDraft], _ reading: Reading) {
        var met: [String: Diagnostic.Position] = [:]
        for trunk in trunks {
            guard let name = trunk.name else {
                let words = "\(reading.subject): each trunk of a list needs a `name`; give this one"
                reading.faults.error(words, at: trunk.position)
                continue
            }
            if let earlier = met[name.content] {
                let place = "first at \(earlier.line):\(earlier.column)"
                let words = "\(reading.subject): two trunks are named `\(name.content)`, \(place); rename one"
                reading.faults.error(words, at: name.position)
            } else {
                met[name.content] = name.position
            }
        }
    }

    /// The whole program goes by one clock.
    private static func tellSpeeds(_ trunks: [TrunkDraft], _ reading: Reading) {
        guard let first = trunks.first else { return }
        for trunk in trunks where trunk.speed != first.speed {
            let words = "\(reading.subject): `speed` is for the whole program; give every trunk the same"
            reading.faults.error(words, at: trunk.speedPosition)
        }
    }
}

extension Value where Result == TrunkDraft {
    /// One trunk; its `kind` says which keys the rest may be.
    fileprivate static let trunk = Value("a map with `kind`") { node, reading in
        var kind = EngineKind.simulator
        if let word = node.value(of: "kind") {
            guard let found = Value<EngineKind>.engineKind.read(word, reading.of("`kind`")) else { return nil }
            kind = found
        }
        return map(of: kind).read(node, reading)
    }

    private static func map(of kind: EngineKind) -> Value {
        Value.map(of: kind.form, into: TrunkDraft()) { draft, node, reading in
            guard let engine = kind.finish(draft, node, reading) else { return nil }
            var draft = draft
            draft.engine = engine
            draft.position = node.position
            draft.speedPosition = node.value(of: "speed")?.position ?? node.position
            return draft
        }
    }
}

extension Value where Result == String {
    /// A trunk's name.
    fileprivate static let trunkName = Value.text(
        "a name of small letters, digits, `.`, `_` and `-`, at most 32 characters, beginning with a letter or a digit"
    ) { $0.isCampaignName && $0.utf8.count <= 32 ? $0 : nil }
}

extension YAMLNode {
    /// The value of a key, when this is a map that has it.
    fileprivate func value(of key: String) -> YAMLNode? {
        guard case .map(let pairs) = content else { return nil }
        return pairs.first { $0.key.text == key }?.value
    }
}
