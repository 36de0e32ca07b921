internal import CallspoolCore
internal import Spool

/// A request in progress to whoever dials, by a file in `control/`.
struct ControlTask: Sendable {
    /// What became of it.
    enum Answer: Sendable {
        /// It was carried out; a row for each campaign.
        case done([ControlAnswer.Row])
        /// Nobody is running; it waits for the next tick.
        case waits
        /// A program is running and has not carried it out yet.
        case late
    }

    /// How often it is looked whether it was carried out, and how long that is waited for.
    private static let (pause, patience) = (Duration.milliseconds(50), Duration.seconds(10))

    private let request: ControlRequest
    private let target: ActTarget
    private let parts: PageParts

    init(_ request: ControlRequest, _ target: ActTarget, _ parts: PageParts) {
        (self.request, self.target, self.parts) = (request, target, parts)
    }

    /// Puts the file there, and waits for what comes of it.
    ///
    /// - Throws: `DiskError` when the file cannot be written; `StoreError` when a journal cannot be read.
    func run() async throws -> Answer {
        let folder = ControlFolder(parts.layout, on: parts.disk)
        let (request, reader) = (request, parts.watch.reader)
        let isRunning = try await parts.threads.run {
            try folder.put(request)
            return try reader.isProgramAtWork()
        }
        guard isRunning else { return .waits }
        let deadline = parts.clock.wall + ControlTask.patience
        while try await parts.threads.run({ try folder.isPending(request) }) {
            if parts.clock.wall > deadline { return .late }
            try await parts.clock.pause(ControlTask.pause)
        }
        let (target, disk) = (target, parts.disk)
        return .done(try await parts.threads.run { try target.campaigns.map { try row($0, reader, disk) } })
    }

    /// What a campaign's journal says of it.
    private func row(_ watch: CampaignWatch, _ reader: SpoolReader, _ disk: any Disk) throws -> ControlAnswer.Row {
        let name = watch.place.folder.name
        var row = ControlAnswer.Row(campaign: name, held: 0, inProgress: 0, changed: false)
        // Its folder may have gone to done/ meanwhile.
        let tail = try JournalTail(try reader.campaign(name) ?? watch.place, from: watch.journalEnd, on: disk)
        try tail.next { entry, _ in
            switch (request.action, entry.event) {
            case (.stop, .stopped(let canceled, let inProgress, _)):
                (row.held, row.inProgress, row.changed) = (canceled, inProgress, true)
            case (.suspend, .suspended(let by, let inProgress, _)) where by == request.by:
                (row.inProgress, row.changed) = (inProgress ?? 0, true)
            case (.resume, .resumed(let by)) where by == request.by: row.changed = true
            case (.cancel, .canceled(let call, _)) where call == target.call?.index: row.changed = true
            default: break
            }
        }
        return row
    }
}
