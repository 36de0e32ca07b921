import CallspoolCore
import CampaignFiles
import Foundation
import Spool
import Stages

/// What can be wrong with a spool itself, engines aside.
struct SpoolHealth {
    let spool: OpenSpool

    /// Everything that was looked at.
    func findings() throws -> [Finding] {
        [folders(), room(), clock(), zones(), numbers(), list(), done()].flatMap { $0 } + (try campaignLists())
            + (try untaken())
    }

    /// What a person has to see to before all is well: a program that is not running, stuck calls, refused files.
    func concerns() throws -> [Finding] { try pulse() + campaigns() + files() }

    /// Whether something works that should.
    private func pulse() throws -> [Finding] {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        var counts: [QueueCounts] = []
        for place in try reader.campaigns() where !place.isDone {
            // A damaged journal is a finding of its own.
            do { counts.append(try reader.overview(place).counts) } catch is StoreError { continue }
        }
        let pulse = try SpoolPulse(reader, settings: spool.settings, counts: counts, wall: SystemClock().wall)
        if let trouble = pulse.trouble { return [Finding(.fault, trouble)] }
        return [
            Finding(.fine, pulse.isRunning ? "the dialler is running" : "the dialler is not running, and need not be")
        ]
    }

    /// What was refused in the last day.
    private func files() throws -> [Finding] {
        let files = try FilesInSpool(spool, named: nil, since: SystemClock().wall - .seconds(86_400))
        let refused = files.refused.filter { !$0.isWithdrawn }
        guard !refused.isEmpty else { return [] }
        let names = refused.prefix(3).map(\.name).joined(separator: ", ")
        let more = refused.count > 3 ? " and \((refused.count - 3).grouped) more" : ""
        let words = "\(refused.count.counted("file")) refused in the last day: \(names)\(more); see rejected/*.why"
        return [Finding(.fault, words)]
    }

    private func folders() -> [Finding] {
        let closed = ([spool.layout.root] + spool.layout.folders).filter { access($0, R_OK | W_OK | X_OK) != 0 }
        if closed.isEmpty { return [Finding(.fine, "every folder can be read and written by this user")] }
        return closed.map { Finding(.fault, "\($0) cannot be read and written by this user; see its owner and mode") }
    }

    /// The journals of a million calls are some hundred megabytes.
    private func room() -> [Finding] {
        var status = statvfs()
        guard statvfs(spool.layout.root, &status) == 0 else {
            return [Finding(.warning, "the free space on its disk is unknown")]
        }
        let megabytes = Int(status.f_bavail) * Int(status.f_frsize) / 1_000_000
        if megabytes < 100 {
            return [Finding(.fault, "\(megabytes) MB are left on its disk; dialling stops when it is full")]
        }
        let weight: Finding.Weight = megabytes < 1_000 ? .warning : .fine
        return [Finding(weight, "\(megabytes.grouped) MB are left on its disk")]
    }

    /// A journal that is dated later than now was written by a clock that has been set back since.
    private func clock() -> [Finding] {
        guard spool.settings.speed == 1 else { return [] }
        do {
            let latest = try SpoolReader(spool.layout, on: spool.disk).latest()
            let ahead = latest - SystemClock().now
            if ahead <= Duration.seconds(5) { return [Finding(.fine, "the clock is not behind what was recorded")] }
            let words = "the clock is \(Int(ahead.inSeconds)) s behind what was recorded; set it, and see to NTP"
            return [Finding(.fault, words)]
        } catch {
            return [Finding(.fault, "a journal cannot be read: \(error)")]
        }
    }

    /// Governments change their clocks; calls go by the rules of the system's zone files.
    private func zones() -> [Finding] {
        guard ZoneDataVersion.hasFiles else {
            let words = "there are no zone files, so calling hours go by the rules that came with Swift"
            return [Finding(.warning, "\(words); install the package tzdata")]
        }
        guard let version = ZoneDataVersion.installed else {
            return [Finding(.warning, "the zone files do not say their version; see that tzdata is up to date")]
        }
        guard version.isOld(at: SystemClock().wall) else {
            return [Finding(.fine, "the rules of time zones are those of tzdata \(version.name)")]
        }
        let words = "the rules of time zones are those of tzdata \(version.name), more than a year old"
        return [Finding(.warning, "\(words); bring the package tzdata up to date")]
    }

    private func numbers() -> [Finding] {
        [Finding(.fine, "the numbering plans are those of phonenumbers \(NumberingPlan.version)")]
    }

    /// Campaigns' own lists that hold their calls.
    private func campaignLists() throws -> [Finding] {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        return try reader.campaigns().filter { !$0.isDone }
            .compactMap { place in
                try reader.doNotCallHold(of: reader.overview(place).acceptance.campaign, in: place.folder)
                    .map { Finding(.fault, "campaign \(place.folder.name): \($0)") }
            }
    }

    private func list() -> [Finding] {
        var lists = SpoolDoNotCall(spool.layout, spool.settings, settle: .zero, on: spool.disk)
        let state = lists.refresh(SystemClock().wall)
        let warnings = lists.warnings().map { Finding(.warning, $0) }
        if case .holding(let why) = state { return warnings + [Finding(.fault, why)] }
        return warnings + [Finding(.fine, "the do-not-call list lets calls go out")]
    }

    /// Campaigns that were closed before everything of them was told.
    private func done() -> [Finding] {
        do {
            return try DoneCheck(spool.layout, on: spool.disk).lapses()
                .map { Finding(.fault, "\($0.sentence); the next tick sees to it: callspool tick") }
        } catch {
            return [Finding(.fault, "a campaign in done/ cannot be read: \(error)")]
        }
    }

    private func untaken() throws -> [Finding] {
        let files = UntakenFiles(spool.layout, on: spool.disk, settle: spool.settings.settle)
        return try files.sentences(SystemClock().wall).map { Finding(.warning, $0) }
    }

    private func campaigns() throws -> [Finding] {
        let reader = SpoolReader(spool.layout, on: spool.disk)
        let isRunning = try reader.isProgramAtWork()
        var (stuck, undelivered) = (0, 0)
        for place in try reader.campaigns() {
            if !place.isDone { stuck += try reader.stuckCalls(place, isRunning: isRunning).count }
            let entry = try spool.disk.entry(spool.layout.undelivered(place.folder.name))
            if let entry, entry.size > 0 { undelivered += 1 }
        }
        var findings: [Finding] = []
        if stuck > 0 {
            findings.append(Finding(.fault, "\(stuck.counted("call")) stuck; see: callspool stuck"))
        }
        if undelivered > 0 {
            let words = "records of \(undelivered.counted("campaign")) were never taken by their result_url"
            findings.append(Finding(.warning, "\(words); they are in results/*.undelivered.jsonl"))
        }
        return findings.isEmpty ? [Finding(.fine, "no call is stuck, and every record was delivered")] : findings
    }
}
