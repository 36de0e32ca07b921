internal import CallspoolCore
internal import Spool
internal import Synchronization

/// Whether a program is running on the spool, kept for every page's head; looked at once a second.
final class PulseWatch: Sendable {
    private struct State {
        var pulse: SpoolPulse?
        var version = 0
    }

    private let settings: Settings
    private let state = Mutex(State())

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// What is wrong when nothing works that should, in a sentence; `nil` when nothing is, and before the first look.
    var trouble: String? { state.withLock { $0.pulse?.trouble } }

    /// Whether a program is running; before the first look one is taken to be.
    var isRunning: Bool { state.withLock { $0.pulse?.isRunning ?? true } }

    /// Rises with each change.
    var version: Int { state.withLock { $0.version } }

    /// Looks.
    ///
    /// Blocks on the disk.
    ///
    /// - Throws: `DiskError`.
    func refresh(_ watch: SpoolWatch, _ wall: Timestamp) throws {
        let counts = watch.campaigns.filter { !$0.place.isDone }.map(\.counts)
        let pulse = try SpoolPulse(watch.reader, settings: settings, counts: counts, wall: wall)
        state.withLock { state in
            let isNew = state.pulse.map { $0.sight != pulse.sight || $0.trouble != pulse.trouble } ?? true
            if isNew { state.version += 1 }
            state.pulse = pulse
        }
    }
}
