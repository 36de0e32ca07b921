public import CallspoolCore
import Synchronization

/// The notices of a spool: what the journals of its campaigns tell, and what pickup refused, as files in
/// `queue/.notices/`.
///
/// Whoever uses it holds the spool's lock for shipping.
public final class SpoolNotices: NoticeBox {
    private struct State {
        var followers: [FolderIdentity: NoticeFollower] = [:]
        /// Folders that nobody wants word of, and those that cannot be followed.
        var ignored: Set<FolderIdentity> = []
        /// What the previous run had begun to write is out of the way.
        var isSwept = false
        /// The notices that wait, in the order in which they came; those handed out are in neither.
        var waiting: [WaitingNotice] = []
        var handedOut: Set<String> = []
        var warnings: [String] = []
    }

    private let layout: SpoolLayout
    private let disk: any Disk
    private let file: NoticeFile
    private let state = Mutex(State())

    /// Names a spool.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
        file = NoticeFile(layout: layout, disk: disk)
    }

    /// Follows the journals, then looks at the files.
    public func refresh(now: Timestamp) throws(OutboxError) {
        try state.withLock { state throws(OutboxError) in
            do throws(DiskError) {
                try sweep(&state)
                try follow(&state, now)
                try load(&state)
            } catch {
                throw OutboxError(error.message)
            }
        }
    }

    /// Removes what a process that died had begun to write; whoever holds the lock for shipping is alone here, but for
    /// those who make a first notice, and they hold the lock for closing.
    private func sweep(_ state: inout State) throws(DiskError) {
        if state.isSwept { return }
        try disk.exclusively(layout.closeLock) { () throws(DiskError) in
            for entry in try disk.list(layout.notices) where entry.kind == .file && entry.name.hasSuffix(".tmp") {
                try disk.remove("\(layout.notices)/\(entry.name)")
            }
        }
        state.isSwept = true
    }

    private func follow(_ state: inout State, _ now: Timestamp) throws(DiskError) {
        let entries = try disk.list(layout.queue).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }
        let there = Set(entries.map(FolderIdentity.init))
        state.ignored.formIntersection(there)
        state.followers = state.followers.filter { there.contains($0.key) }
        for entry in entries.sorted(by: { $0.name < $1.name }) where !state.ignored.contains(FolderIdentity(entry)) {
            do throws(DiskError) {
                try follow(entry, &state, now)
            } catch {
                // Damaged.
                if error.code == 0 {
                    state.ignored.insert(FolderIdentity(entry))
                    state.warnings.append("cannot read the notifications of campaign \(entry.name): \(error.message)")
                } else if !error.isOfOneFile {
                    throw error
                }
                // Else it has moved to done/ at this moment, which tells what was left.
            }
        }
    }

    private func follow(_ entry: DiskEntry, _ state: inout State, _ now: Timestamp) throws(DiskError) {
        let folder = layout.campaign(entry.name)
        var known = state.followers[FolderIdentity(entry)]
        if known == nil { known = try NoticeFollower(folder, in: layout, on: disk) }
        guard var follower = known else {
            state.ignored.insert(FolderIdentity(entry))
            return
        }
        // Not at the same time as the closing, which makes notices as well.
        try disk.exclusively(layout.closeLock) { () throws(DiskError) in try follower.catchUp(now: now) }
        state.followers[FolderIdentity(entry)] = follower
    }

    private func load(_ state: inout State) throws(DiskError) {
        let known = Set(state.waiting.map(\.notice.id)).union(state.handedOut)
        for entry in try disk.list(layout.notices) where entry.kind == .file && !known.contains(entry.name) {
            guard !entry.name.hasSuffix(".tmp"), let waiting = try file.read(entry.name) else { continue }
            state.waiting.append(waiting)
        }
        state.waiting.sort { ($0.dueAt, $0.notice.id) < ($1.dueAt, $1.notice.id) }
    }

    /// The first that is due.
    public func take(now: Timestamp, except hosts: Set<String>) -> WaitingNotice? {
        state.withLock { state in
            let place = state.waiting.firstIndex { $0.dueAt <= now && !hosts.contains($0.host) }
            guard let place else { return nil }
            let notice = state.waiting.remove(at: place)
            state.handedOut.insert(notice.notice.id)
            return notice
        }
    }

    /// The earliest of those that wait.
    public func nextDue(except hosts: Set<String>) -> Timestamp? {
        state.withLock { state in state.waiting.filter { !hosts.contains($0.host) }.map(\.dueAt).min() }
    }

    /// Removes the file of a notice that is taken, writes that of one that is tried again, keeps one that is given up.
    public func note(_ result: DeliveryResult?, of notice: WaitingNotice, now: Timestamp) throws(OutboxError) {
        try state.withLock { state throws(OutboxError) in
            state.handedOut.remove(notice.notice.id)
            var again = notice
            do throws(DiskError) {
                switch result {
                case nil: state.waiting.insert(again, at: 0)
                case .taken: try file.remove(notice.notice.id)
                case .retry(let at, _):
                    again.tries += 1
                    again.dueAt = at
                    try file.put(again)
                    state.waiting.append(again)
                case .givenUp(let why): try giveUp(notice, why, now)
                case .gone: try gone(notice, &state, now)
                }
            } catch {
                // The file says what it said: it is read again.
                throw OutboxError(error.message)
            }
        }
    }

    /// A receiver that answers 410 gets nothing more of this campaign.
    private func gone(_ notice: WaitingNotice, _ state: inout State, _ now: Timestamp) throws(DiskError) {
        let isOfThis = { (one: WaitingNotice) in
            one.notice.subject == notice.notice.subject && one.notice.url == notice.notice.url
        }
        for (identity, var follower) in state.followers where follower.folder.name == notice.notice.subject {
            try follower.gone()
            state.followers[identity] = follower
        }
        for one in [notice] + state.waiting.filter(isOfThis) { try giveUp(one, "HTTP status 410", now) }
        state.waiting.removeAll(where: isOfThis)
    }

    /// Kept, synced, before it is forgotten.
    private func giveUp(_ notice: WaitingNotice, _ why: String, _ now: Timestamp) throws(DiskError) {
        var log = try AppendLog(layout.undeliveredNotices, on: disk)
        log.append { writer in
            writer.line { line in
                line.field("webhook_id", notice.notice.id)
                line.field("url", notice.notice.url)
                line.field("given_up_at", now)
                line.field("why", why)
                line.field("notice", String(decoding: notice.notice.body, as: UTF8.self))
            }
        }
        try log.commit()
        try disk.syncFolder(layout.results)
        try file.remove(notice.notice.id)
    }

    /// What could not be followed.
    public func warnings() -> [String] {
        state.withLock { state in
            defer { state.warnings = [] }
            return state.warnings
        }
    }
}
