internal import CallspoolCore
internal import Spool
internal import Synchronization

/// The uploads that wait for a word.
///
/// What is known of them lives as long as the process, as sessions do; what a process left behind is removed by a later
/// one. A draft is nobody's promise: it is lost without harm at any time.
final class DraftStore: Sendable {
    /// How long a draft waits.
    static let patience = Duration.seconds(3600)
    /// How many one person may have; the oldest goes.
    static let mostOfOne = 3

    /// What a confirmation finds.
    enum Claim: Sendable {
        /// It goes in now, by whoever is told this: nobody else is.
        case yours(Draft)
        /// Somebody's other click is on it.
        case going
        /// It lies in `incoming/` already, under that name.
        case gone(String)
        /// There is no such draft, or it would be refused.
        case none
    }

    private let layout: SpoolLayout
    private let disk: any Disk
    private let drafts = Mutex<[String: Draft]>([:])

    /// The drafts of a spool.
    init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Makes the folder of a new draft, for its owner's eyes only where the system knows owners.
    ///
    /// - Throws: `DiskError`.
    func makeFolder(_ id: String) throws -> String {
        let folder = "\(layout.drafts)/\(id)"
        try disk.makeFolder(folder)
        return folder
    }

    /// Keeps a draft, and drops the oldest of its owner's when there are too many.
    ///
    /// - Throws: `DiskError` when an old one cannot be removed.
    func keep(_ draft: Draft) throws {
        let old = drafts.withLock { drafts in
            drafts[draft.id] = draft
            let own = drafts.values.filter { $0.owner == draft.owner && $0.state != .going }
            let old = own.sorted { $0.made < $1.made }.dropLast(DraftStore.mostOfOne)
            for draft in old { drafts[draft.id] = nil }
            return Array(old)
        }
        for draft in old { try disk.remove(draft.folder) }
    }

    /// A draft of somebody's; `nil` when there is none, or it is another's.
    func draft(_ id: String, of owner: String) -> Draft? {
        drafts.withLock { $0[id] }.flatMap { $0.owner == owner ? $0 : nil }
    }

    /// Takes a draft to put it in: of two clicks one gets it.
    func claim(_ id: String, of owner: String) -> Claim {
        drafts.withLock { drafts in
            guard let draft = drafts[id], draft.owner == owner, !draft.findings.isRefused else { return .none }
            switch draft.state {
            case .waiting:
                drafts[id]?.state = .going
                return .yours(draft)
            case .going: return .going
            case .gone(let name): return .gone(name)
            }
        }
    }

    /// Tells what became of a draft that was claimed: it lies in `incoming/`, or waits again.
    func settle(_ id: String, as name: String?) {
        drafts.withLock { $0[id]?.state = name.map(Draft.State.gone) ?? .waiting }
    }

    /// Removes a draft, unless it is in progress.
    ///
    /// - Throws: `DiskError`.
    func discard(_ id: String, of owner: String) throws {
        let draft = drafts.withLock { drafts -> Draft? in
            guard let draft = drafts[id], draft.owner == owner, draft.state != .going else { return nil }
            drafts[id] = nil
            return draft
        }
        if let draft { try disk.remove(draft.folder) }
    }

    /// Removes what has waited too long, also what another process left.
    ///
    /// - Parameter now: the machine's now, by which folders are judged.
    /// - Throws: `DiskError`.
    func sweep(_ now: Timestamp) throws {
        drafts.withLock { drafts in
            drafts = drafts.filter { $0.value.state == .going || now - $0.value.made <= DraftStore.patience }
        }
        for entry in try disk.list(layout.drafts) where entry.kind == .folder {
            let isKnown = drafts.withLock { $0[entry.name] != nil }
            let age = now - Timestamp(milliseconds: entry.modified)
            if !isKnown, age > DraftStore.patience { try disk.remove("\(layout.drafts)/\(entry.name)") }
        }
    }
}
