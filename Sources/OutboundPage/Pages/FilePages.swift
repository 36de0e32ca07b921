internal import CallspoolCore
internal import Hummingbird
internal import Spool

/// What waits: the files that are not accepted yet and the campaigns in the queue; and the files that were refused.
struct FilePages {
    /// The most refused files that are shown, the newest first, and the most of each reason.
    private static let (most, longest) = (100, 64 << 10)

    let parts: PageParts

    func add(to router: Router<PageContext>) {
        router.get("/pending") { _, context in
            let (parts, mask) = (parts, parts.mask(context))
            let frame = Frame(parts, context, at: "/pending", isLive: true)
            return parts.templates.page("pending", try await parts.threads.run { try pending(parts, frame, mask) })
        }
        WithdrawPages(parts: parts).add(to: router)
        router.get("/rejected") { _, context in
            let (parts, frame, mask) = (parts, Frame(parts, context, at: "/rejected"), parts.mask(context))
            return parts.templates.page("rejected", try await parts.threads.run { try rejected(parts, frame, mask) })
        }
    }

    private func pending(_ parts: PageParts, _ frame: Frame, _ mask: NumberMask) throws -> PendingView {
        let entries = try parts.disk.list(parts.layout.incoming)
            .filter { $0.kind == .file && !$0.name.hasPrefix(".") }
            .sorted { ($0.changed, $0.name) < ($1.changed, $1.name) }
        let waiting = WaitingFiles(parts.layout, on: parts.disk, defaults: parts.settings.defaults)
        let known = Dictionary(try waiting.all().map { ($0.fileName, $0) }) { first, _ in first }
        try parts.look()
        let (sight, now) = (parts.forecastCache.sight, try parts.programNow())
        let queued = parts.watch.campaigns.filter { !$0.place.isDone && !$0.isFinished }
        return PendingView(
            frame: frame,
            tick: "\(minute: TickSchedule(minutes: parts.settings.ticks).next(after: now))",
            files: entries.map { PendingView.File($0, known[$0.name], canAct: frame.canAct, mask) },
            campaigns: queued.map { CampaignFigures($0, sight, now, isRunning: parts.pulse.isRunning, mask) },
            hasCampaigns: !queued.isEmpty
        )
    }

    private func rejected(_ parts: PageParts, _ frame: Frame, _ mask: NumberMask) throws -> RejectedView {
        let reasons = try parts.disk.list(parts.layout.rejected)
            .filter { $0.kind == .file && $0.name.hasSuffix(".why") }
            .sorted { ($0.modified, $0.name) > ($1.modified, $1.name) }
        let files = try reasons.prefix(FilePages.most)
            .map { reason in
                let path = "\(parts.layout.rejected)/\(reason.name)"
                let bytes =
                    reason.size > FilePages.longest
                    ? Array("There are more reasons than are shown here; see \(reason.name).".utf8)
                    : try parts.disk.contents(path) ?? []
                return RejectedView.File(
                    name: mask.text(String(reason.name.dropLast(4))),
                    since: "\(Timestamp(milliseconds: reason.modified))",
                    why: mask.text(String(decoding: bytes, as: UTF8.self))
                )
            }
        let more = reasons.count - files.count
        return RejectedView(
            frame: frame,
            files: files,
            more: more > 0 ? "\(more.grouped) older ones are in rejected/." : nil
        )
    }
}

/// What waits.
struct PendingView: Sendable {
    /// A file in `incoming/`.
    struct File: Sendable {
        var name: String
        var size: String
        var since: Sentence
        /// The campaign that it becomes, where it is a campaign file.
        var campaign: String?
        /// What keeps it from being dialled once it is accepted.
        var hold: Sentence?
        /// Where it can be withdrawn, by whoever may.
        var withdraw: String?

        fileprivate init(_ entry: DiskEntry, _ file: WaitingFile?, canAct: Bool, _ mask: NumberMask) {
            name = mask.text(file?.name ?? entry.name)
            size = entry.size.inBytes
            // Not when it was written: who submits a file sets that back.
            since = "\(Timestamp(milliseconds: entry.changed))"
            campaign = file.map { file in
                mask.text(file.isAddition ? "to be added to \(file.campaign)" : "campaign \(file.campaign)")
            }
            hold = file?.suspendedBy.map { "suspended by \(mask.text($0))" }
            if canAct, let file { withdraw = "/pending/\(file.name.inAddress)/withdraw" }
        }
    }

    var frame: Frame
    var tick: Sentence
    var files: [File]
    var campaigns: [CampaignFigures]
    var hasCampaigns: Bool
}

/// What was refused.
struct RejectedView: Sendable {
    /// A file in `rejected/`.
    struct File: Sendable {
        var name: String
        var since: Sentence
        var why: String
    }

    var frame: Frame
    var files: [File]
    var more: String?
}

extension Int {
    /// A size: `812 bytes`, `12 KiB`, `3 MiB`.
    fileprivate var inBytes: String {
        switch self {
        case ..<4096: "\(grouped) bytes"
        case ..<(4 << 20): "\((self >> 10).grouped) KiB"
        default: "\((self >> 20).grouped) MiB"
        }
    }
}
