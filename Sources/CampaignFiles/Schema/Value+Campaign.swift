internal import CallspoolCore

extension Value where Result == Located<String> {
    /// A point in time, judged when the campaign's zone is known.
    static var time: Value {
        Value<String>.text("a time, such as `2026-11-24 10:15` or `+15 minutes`") { $0.isEmpty ? nil : $0 }.located
    }
}

extension Value where Result == String {
    /// A telephone number to show, judged when the campaign's region is known.
    static let callerID = Value.text("a telephone number") { $0.isEmpty ? nil : $0 }

    /// One number of a do-not-call list.
    fileprivate static let listedNumber = Value.text(upTo: 64)
}

extension Value where Result == [Located<String>] {
    /// A number to show, or a list to rotate through.
    static let callerIDs = Value.oneOrMore(of: Value<String>.callerID.located, upTo: 10_000, orNone: true)
}

extension Value where Result == Duration {
    /// The wait between two attempts.
    static let retryInterval = Value.duration(60...172_800)
}

extension Value where Result == PaceLimits {
    /// Caps on the pace.
    static let limits = Value.map(of: .limits, into: PaceLimits(), mayBeEmpty: true) { limits, _, _ in limits }
}

extension Form where Draft == PaceLimits {
    static let limits = Form([
        FormKey("calls_per_second", .decimal(0...1_000_000, isAbove: true)) { $0.callsPerSecond = $1 },
        FormKey("concurrent_calls", .whole(1...1_000_000)) { $0.concurrentCalls = $1 },
    ])
}

extension Value where Result == [(key: Outcome, value: Located<RetryPolicy.Override>)] {
    /// What one outcome does instead of the interval.
    static let retryOverrides = Value.dictionary(
        Value<Outcome>.retriedOutcome,
        Value<RetryPolicy.Override>.retryOverride.located,
        skipsNull: true
    )
}

extension Value where Result == RetryPolicy.Override {
    fileprivate static let retryOverride = Value(
        "\(Value<Duration>.retryInterval.wanted), or `never`"
    ) { node, reading in
        if node.text == "never" { return .never }
        return Value<Duration>.retryInterval.read(node, reading).map { .after($0) }
    }
}

extension Value where Result == Outcome {
    /// An outcome after which there can be another attempt.
    fileprivate static let retriedOutcome = Value("an outcome such as `busy`") { node, reading in
        guard let text = node.text, let outcome = Outcome(rawValue: text) else {
            let names = Outcome.allCases.filter(\.canBeRetried).map(\.rawValue)
            reading.refuseName(node, "is not an outcome that is retried", among: names)
            return nil
        }
        guard outcome.canBeRetried else {
            reading.faults.error("no call is retried after `\(text)`; remove it", at: node.position)
            return nil
        }
        return outcome
    }
}

extension Outcome {
    /// Whether its class leaves room for another attempt.
    fileprivate var canBeRetried: Bool {
        switch outcomeClass {
        case .callee, .refused, .trunk, .config: true
        case .done, .permanent, .stuck: false
        }
    }
}

extension Value where Result == DoNotCallSource? {
    /// A file beside the campaign file, or the numbers themselves; an empty list is none.
    static let doNotCall = Value("the name of a file beside this one, or a list of numbers") { node, reading in
        guard case .list(let items) = node.content else {
            return Value<String>.fileName.read(node, reading).map { .file($0) }
        }
        if items.isEmpty { return .some(nil) }
        return Value<[String]>.list(of: .listedNumber, 1...10_000).read(node, reading).map { .numbers($0) }
    }
}
