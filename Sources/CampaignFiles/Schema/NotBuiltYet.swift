/// What is read and checked, and has no effect yet.
///
/// Settings that ask for it are refused, because the spool would run without. When a part is built, its line goes.
enum NotBuiltYet {
    /// Keys of the settings.
    static let settings = ["page"]

    /// The message for a key of the settings.
    static func settingsWords(_ key: String) -> String {
        "`\(key)` is not in effect in this version, and the spool would run without it; "
            + "remove the key, or wait for the version that has it"
    }
}
