public import CallspoolCore

/// A campaign file as it would be accepted, for a forecast.
public struct PlannedCampaign: Sendable {
    /// The file, as the user named it.
    public let file: String
    /// What the reading found.
    public let findings: CampaignReading.Findings
    /// Why numbers are not dialled, and how many for each reason, the most frequent first.
    public let skipped: [(reason: String, count: Int)]
    /// The campaign for the forecast; `nil` when the file is refused.
    public let forecast: ForecastCampaign?
    /// The tick at which it is accepted.
    public let arrives: Timestamp
}

extension SpoolForecast {
    /// Reads a campaign file as pickup would at the next tick.
    ///
    /// - Parameters:
    ///   - path: the file; its contact list is beside it.
    ///   - again: whether the file is meant although the same list was accepted a short while ago.
    ///   - progress: told how many numbers were read.
    /// - Returns: the campaign, also when the file would be refused.
    /// - Throws: `UnreadableCampaign` when the file cannot be read; `DiskError` when the temporary folder cannot be
    ///   written.
    public func plan(
        _ path: String,
        again: Bool = false,
        progress: (@Sendable (Int) -> Void)? = nil
    ) async throws -> PlannedCampaign {
        var numbers = PlannedNumbers()
        var findings: CampaignReading.Findings
        do {
            findings = try await read(path, again, progress, &numbers)
        } catch let error as UnreadableFile {
            throw error.ofCampaign
        }
        findings.rejected = numbers.rejected.count
        return PlannedCampaign(
            file: path,
            findings: findings,
            skipped: numbers.skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) },
            forecast: findings.isRefused ? nil : findings.campaign.map { forecast(of: $0, numbers) },
            arrives: arrival
        )
    }

    /// The next tick.
    var arrival: Timestamp { TickSchedule(minutes: settings.ticks).next(after: now) }

    private func read(
        _ path: String,
        _ again: Bool,
        _ progress: (@Sendable (Int) -> Void)?,
        _ numbers: inout PlannedNumbers
    ) async throws -> CampaignReading.Findings {
        let digest = Digest()
        let workplace = try TemporaryFolder()
        defer { workplace.remove() }
        var duplicates = DuplicateFinder(folder: workplace.path, on: disk)
        var read = PlannedNumbers()
        let regions = AdditionRegions(layout, on: disk)
        let reading = CampaignReading(
            file: path,
            defaults: settings.defaults,
            now: now,
            begins: arrival,
            progress: progress,
            regionOf: regions.region(of:)
        )
        var findings = try await reading.read(
            .beside(path, listsIn: folder(of: path), digest, on: disk),
            into: .init(
                restart: {
                    duplicates = DuplicateFinder(folder: workplace.path, on: disk)
                    read = PlannedNumbers()
                },
                take: {
                    try duplicates.take($0)
                    try read.take($0)
                }
            )
        )
        if let target = try target(of: &findings, path) {
            try target.numbers(on: disk) { try duplicates.take(known: $0, position: $1) }
        }
        let own = findings.listed
        try duplicates.finish {
            own?.listing(of: $0) ?? lists.listing(of: $0)
        } listed: {
            read.reject($0, SkipReason.words($1))
        } _: {
            read.reject($0.index, SkipReason.duplicate)
        }
        numbers = read
        findings.again = findings.again || again
        findings.digest = digest.hexadecimal
        try FileJudge(layout, settings, now, on: disk).judge(&findings, digest: findings.digest, file: path)
        var order = try FileOrder(WaitingFiles(layout, on: disk, defaults: settings.defaults))
        try order.judge(&findings, file: path)
        return findings
    }

    /// The campaign that the numbers are to be added to; with one that takes none the file is refused.
    ///
    /// They are foreseen as a campaign beside it that goes by the same terms, which is near enough: only its share and its
    /// own caps count twice.
    private func target(of findings: inout CampaignReading.Findings, _ path: String) throws -> AdditionTarget? {
        guard let name = findings.addTo, !findings.isRefused else { return nil }
        switch try AdditionTarget.find(name, in: layout, on: disk, now: now) {
        case .open(let target):
            findings.campaign = target.campaign
            findings.campaign?.name = "\(name) (added)"
            return target
        case .closed(let why), .missing(let why):
            findings.refuse(path, "`add_to`: \(why)", at: findings.addToPosition)
            return nil
        }
    }

    private func forecast(of campaign: Campaign, _ numbers: PlannedNumbers) -> ForecastCampaign {
        var queue = CampaignQueue(campaign, total: numbers.digits.count)
        for index in numbers.rejected { queue.apply(.closed(index: index, .rejected), at: now, position: 0) }
        let windows = CallingWindows([campaign.callingHours, settings.callingHours].compactMap { $0 })
        var forecast = ForecastCampaign(queue, windows: windows, arrives: arrival)
        let needs = CalleeNeeds(
            hasZones: !windows.isAlwaysOpen && !windows.isTheSameForAll,
            hasNumbers: !settings.attemptLimits.isOff
        )
        numbers.fill(&forecast, needs)
        return forecast
    }
}
