public import CallspoolCore
import CampaignFiles

/// Pickup: takes campaign files from `incoming/` into `queue/`, whole, or refuses them whole into `rejected/`.
public final class SpoolIntake: Intake {
    private let rules: IntakeRules
    private let probe: (any URLProbe)?

    /// Makes the pickup of a spool; whoever uses it holds the spool's lock.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - disk: where it is.
    ///   - settings: the settle time and the campaigns' defaults.
    ///   - makeTag: makes a word at random, never the same twice.
    ///   - probe: asks campaigns' URLs; without it none is asked.
    ///   - progress: told how many numbers of a file were read.
    public init(
        _ layout: SpoolLayout,
        on disk: any Disk,
        settings: Settings,
        makeTag: @escaping @Sendable () -> String,
        probe: (any URLProbe)? = nil,
        progress: (@Sendable (_ file: String, _ numbers: Int) -> Void)? = nil
    ) {
        rules = IntakeRules(layout: layout, disk: disk, settings: settings, makeTag: makeTag, progress: progress)
        self.probe = probe
    }

    /// Takes or refuses every settled file, in the order of their names.
    ///
    /// What fails with one file is told, and holds up no other; only a disk that is full ends the pass.
    public func step(_ now: Timestamp, wall: Timestamp) async throws -> IntakeReport {
        let (layout, disk) = (rules.layout, rules.disk)
        do {
            let lists = DroppedLists(layout, on: disk)
            let notes = TakingNotes(layout, on: disk)
            let repaired = try notes.finish()
            let entries = try disk.list(layout.incoming)
            // One that is accepted and cannot be removed is not a file to be accepted.
            let files = entries.filter { $0.isCampaignFile && !notes.names($0.name) }.sorted { $0.name < $1.name }
            var report = IntakeReport()
            do {
                if !files.isEmpty {
                    var pass = try IntakePass(rules, lists, notes, probe.map { URLQuestions($0) }, now, wall: wall)
                    try await pass.run(over: files)
                    report = pass.report
                }
            } catch {
                // Of the files that were taken before.
                try lists.settle()
                try notes.settle()
                throw error
            }
            try lists.settle()
            try notes.settle()
            report.removed = repaired.removed
            report.postponed = repaired.failures + report.postponed
            report.untaken = try UntakenFiles(layout, on: disk, settle: rules.settle).sentences(wall)
            return report
        } catch let error as DiskError {
            throw StoreError(error)
        }
    }
}

/// What pickup goes by, the same in each pass.
struct IntakeRules: Sendable {
    let layout: SpoolLayout
    let disk: any Disk
    let settings: Settings
    /// Makes a word at random, never the same twice.
    let makeTag: @Sendable () -> String
    /// Told how many numbers of a file were read.
    let progress: (@Sendable (_ file: String, _ numbers: Int) -> Void)?

    /// How long a file must be unchanged.
    var settle: Duration { settings.settle }
}

extension DiskEntry {
    /// Whether the contract's drop zone takes this for a campaign file.
    var isCampaignFile: Bool {
        kind == .file && !name.hasPrefix(".") && name.isCampaignFileName
    }
}
