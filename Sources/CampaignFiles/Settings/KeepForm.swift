internal import CallspoolCore

extension Value where Result == KeepSettings {
    /// How long what is over is kept.
    static let keep = Value.map(of: .keep, into: KeepSettings()) { keep, _, _ in keep }
}

extension Form where Draft == KeepSettings {
    /// How long what is over is kept; results are kept for ever.
    static let keep = Form([FormKey("done", .age) { $0.done = $1.span }])
}

/// An age, or none.
struct Age: Sendable {
    /// `nil` is for ever.
    var span: Duration?
}

extension Value where Result == Age {
    /// Eight days at least: attempt limits look back a week.
    private static let span = Value<Duration>.duration(691_200...315_576_000)

    /// A span, or `never`.
    fileprivate static let age = Value("a span of 8 days to 10 years, such as `30d`, or `never`") { node, reading in
        if node.text == "never" { return Age() }
        return span.read(node, reading).map { Age(span: $0) }
    }
}
