import CallspoolCore

/// The judgement of a file that was read and is without fault: whether the spool takes it, and under which name.
///
/// There is this one, for pickup and for everything that says beforehand what pickup will do: `check`, `submit`, `plan`
/// and the page.
struct FileJudge {
    /// For how long the same list is refused.
    let againAfter: Duration
    let now: Timestamp
    let known: KnownCampaigns
    let disk: any Disk

    /// Makes the judgement of a pickup.
    init(againAfter: Duration, now: Timestamp, known: KnownCampaigns, disk: any Disk) {
        (self.againAfter, self.now, self.known, self.disk) = (againAfter, now, known, disk)
    }

    /// Makes the judgement that a pickup would make now.
    init(_ layout: SpoolLayout, _ settings: Settings, _ now: Timestamp, on disk: any Disk) throws {
        self.init(againAfter: settings.againAfter, now: now, known: try KnownCampaigns(layout, on: disk), disk: disk)
    }

    /// Judges a file, adds what is to be said of it to its findings, and the name that its campaign gets.
    ///
    /// - Parameters:
    ///   - findings: what its reading found; nothing is added to one that is refused already.
    ///   - digest: its content and its lists'.
    ///   - file: its name, for what is said.
    /// - Throws: `DiskError`; what reading the journal of the campaign before throws.
    func judge(_ findings: inout CampaignReading.Findings, digest: String, file: String) throws {
        guard let campaign = findings.campaign, !findings.isRefused else { return }
        if let same = try known.latest(digest) {
            // A clock that was set back, or a fast one that has ended, does not make it long ago.
            let isRecent = max(.zero, now - same.acceptedAt) < againAfter
            guard findings.again || !(same.isQueued || isRecent) else {
                return findings.refuse(file, try refusal(same))
            }
            findings.diagnostics.append(
                Diagnostic(.warning, file: file, at: nil, "is the same file as that of \(try words(same))")
            )
        }
        guard findings.addTo == nil else { return }
        if known.isQueued(campaign.name) {
            let words =
                "the name `\(campaign.name)` is in use by a campaign that is queued; give `campaign` another name, or wait until that one is reported"
            return findings.refuse(file, words)
        }
        findings.name = try known.freeName(campaign.name)
    }

    private func refusal(_ same: KeptFile) throws -> String {
        "is the same file as that of \(try words(same)); it is not dialled twice by mistake: to call its numbers again, "
            + "set `again: true`, or submit it with --again"
    }

    /// The campaign that had the file, when that was, and what came of it.
    private func words(_ same: KeptFile) throws -> String {
        let state = same.isQueued ? "which is queued" : "which is done"
        let name = "campaign `\(same.campaign)`, \(state)"
        return "\(name), accepted at \(same.acceptedAt.minute) UTC\(try answered(same))"
    }

    private func answered(_ same: KeptFile) throws -> String {
        // An addition's journal is its campaign's.
        let parent = CampaignFolder(path: same.folder.path, name: same.campaign)
        let isOwn = try disk.entry(parent.journal) != nil
        let journal = isOwn ? parent.journal : folder(of: parent.path) + "/journal.jsonl"
        do {
            let counts = try JournalReplay(journal, on: disk).queue.counts
            return "; \(counts.completed.grouped) of its \(counts.all.counted("number")) answered"
        } catch is StoreError {
            return ""  // A damaged journal is told by whoever opens the campaign.
        } catch let error as DiskError where error.isMissing {
            return ""  // It goes to done/ at this moment.
        }
    }
}

extension Timestamp {
    /// `2026-11-24 10:15`.
    fileprivate var minute: String { "\(iso8601.prefix(10)) \(iso8601.dropFirst(11).prefix(5))" }
}
