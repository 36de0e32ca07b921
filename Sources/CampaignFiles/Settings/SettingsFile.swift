public import CallspoolCore

/// Reads the settings of a spool, `callspool.yaml`.
///
/// Every key has a default, so a file that is empty says nothing wrong.
public enum SettingsFile {
    /// The settings that a file says.
    ///
    /// - Parameters:
    ///   - file: its name as the user gave it; findings begin with it.
    ///   - bytes: its content.
    /// - Returns: the settings, which count only when no finding is an error; and every finding, in reading order.
    public static func read(file: String, bytes: [UInt8]) -> (Settings, [Diagnostic]) {
        let faults = Faults(file: file)
        var draft = SettingsDraft()
        do {
            try read(YAMLEventReader(source: ArraySource(bytes)), into: &draft, faults: faults)
        } catch {
            faults.error("cannot be read (\(error))", at: nil)
        }
        return (draft.settings, faults.sorted)
    }

    private static func read(_ events: YAMLEventReader, into draft: inout SettingsDraft, faults: Faults) throws {
        let first = try events.next()
        guard first.kind != .end, let root = try events.node(from: first, faults: faults), !root.isAbsent else {
            return
        }
        guard case .map(let pairs) = root.content else {
            Reading(subject: "the file", faults: faults).refuse(root, wanted: "a map of keys, each `key: value`")
            return
        }
        let after = try events.next()
        if after.kind == .fault { faults.error(after.text, at: after.position) }
        var opened = Form.settings.opened(in: "the settings")
        for pair in pairs {
            opened.read(pair, into: &draft, faults: faults)
        }
        draft.resolveCallerIDs(faults: faults)
    }
}

/// The settings while they are read.
struct SettingsDraft: Sendable {
    /// What is settled.
    var settings = Settings()
    /// Caller ids; wait for the region.
    var callerIDs: [Located<String>] = []

    /// Reads the caller ids in the region that is known by now.
    fileprivate mutating func resolveCallerIDs(faults: Faults) {
        guard !callerIDs.isEmpty else { return }
        settings.defaults.callerIDs = faults.callerIDs(callerIDs, region: settings.defaults.region)
    }
}
