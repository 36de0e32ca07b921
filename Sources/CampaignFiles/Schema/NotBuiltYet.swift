internal import CallspoolCore

/// What is read and checked, and has no effect yet.
///
/// A campaign that asks for it is refused, because it would run
/// without. When a part is built, its line goes.
enum NotBuiltYet {
    /// Keys of the campaign file, and when each asks for what is missing.
    static let campaign: [(key: String, isAsked: @Sendable (Campaign) -> Bool)] = [
        ("answer", { _ in true })
    ]

    /// Keys of the settings.
    static let settings = ["page"]

    /// Kinds of engine.
    static let engines = ["callfile", "command"]

    /// The message for a key of a campaign.
    static func campaignWords(_ key: String) -> String {
        "`\(key)` is not in effect in this version, and the campaign would run without it; "
            + "remove the key, or wait for the version that has it"
    }

    /// The message for a key of the settings.
    static func settingsWords(_ key: String) -> String {
        "`\(key)` is not in effect in this version, and the spool would run without it; "
            + "remove the key, or wait for the version that has it"
    }
}
