internal import CallspoolCore

extension Value where Result == DoNotCallSettings {
    /// The spool's list: a file's name, or a map with it and its greatest age.
    static let spoolDoNotCall = Value("a file's name, or a map of `file` and `max_age`") { node, reading in
        if case .map = node.content { return map.read(node, reading) }
        return Value<String>.settingsPath.read(node, reading).map { DoNotCallSettings(file: $0, isNamed: true) }
    }

    private static let map = Value.map(of: .doNotCall, into: DoNotCallSettings()) { settings, _, _ in settings }
}

extension Form where Draft == DoNotCallSettings {
    /// The spool's list.
    static let doNotCall = Form([
        FormKey("file", .settingsPath) {
            $0.file = $1
            $0.isNamed = true
        },
        FormKey("max_age", .duration(3600...315_576_000)) { $0.maxAge = $1 },
    ])
}

extension Value where Result == String {
    /// A path, in the spool's folder or absolute.
    static let settingsPath = Value.text("the name of a file, or its path") { text in
        let isPath = !text.isEmpty && text.utf8.count <= 4096 && !text.hasSuffix("/") && !text.hasControlCharacter
        return isPath ? text : nil
    }
}

extension Value where Result == AttemptLimits {
    /// How often one number may be attempted.
    static let attemptLimits = Value.map(of: .attemptLimits, into: AttemptLimits()) { limits, _, _ in limits }
}

extension Form where Draft == AttemptLimits {
    /// How often one number may be attempted, over all campaigns.
    static let attemptLimits = Form([
        FormKey("per_day", .whole(1...100)) { $0.perDay = $1 },
        FormKey("per_week", .whole(1...500)) { $0.perWeek = $1 },
        FormKey("min_gap", .duration(0...604_800)) { $0.minGap = $1 },
    ])
}
