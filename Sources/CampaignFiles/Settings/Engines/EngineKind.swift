internal import CallspoolCore

/// A kind of engine: the word that `kind` takes, the engine's own keys, and the settings that they come to.
struct EngineKind: Sendable {
    /// The word.
    let name: String
    /// The keys of a trunk, then those of its engine.
    let form: Form<TrunkDraft>
    /// Makes the settings of a map that was read; `nil` when it has told that something is missing or does not fit.
    let finish: @Sendable (TrunkDraft, YAMLNode, Reading) -> EngineSettings?

    /// A kind.
    ///
    /// - Parameters:
    ///   - name: the word.
    ///   - own: its keys.
    ///   - empty: what they are read into.
    ///   - finish: makes settings of that.
    init<Draft: Sendable>(
        _ name: String,
        _ own: Form<Draft>,
        from empty: Draft,
        finish: @escaping @Sendable (Draft, YAMLNode, Reading) -> EngineSettings?
    ) {
        self.name = name
        let part: PartOf<TrunkDraft, Draft> = { trunk, change in
            var draft = trunk.own as? Draft ?? empty
            change(&draft)
            trunk.own = draft
        }
        form = Form(Form<TrunkDraft>.trunk.keys + own.within(part).keys)
        self.finish = { trunk, node, reading in finish(trunk.own as? Draft ?? empty, node, reading) }
    }

    /// Every kind that is built; the first is meant where `kind` is not given.
    static let all = [simulator, asterisk, freeswitch, callFile, command]
}

extension Value where Result == EngineKind {
    /// The kind of engine that a trunk's map asks for.
    static let engineKind = Value("a kind of engine") { node, reading in
        guard let text = node.text else {
            reading.refuse(node, wanted: EngineKind.all.map { "`\($0.name)`" }.enumeration)
            return nil
        }
        if let kind = EngineKind.all.first(where: { $0.name == text }) { return kind }
        reading.refuseName(node, "is not a kind of engine", among: EngineKind.all.map(\.name))
        return nil
    }
}
