internal import CallspoolCore
internal import Charts
internal import Presentation
internal import Spool

/// What a look at an upload found: faults at the lines of its files, or what would happen with it.
struct DraftFindings: Sendable {
    /// A figure with its name.
    struct Figure: Sendable {
        var label: String
        var value: Sentence
    }

    /// Why numbers would not be dialled.
    struct Skipped: Sendable {
        var count: String
        var reason: String
    }

    /// Whether the file would be refused.
    let isRefused: Bool
    /// Errors and warnings without a place in a file.
    let loose: [SourceExcerpt.Finding]
    /// The lines at which something is found, file by file.
    let sources: [SourceExcerpt]
    /// How many errors there are.
    let faultCount: Int
    /// What the file is, in a sentence.
    let summary: String
    /// What would happen.
    let figures: [Figure]
    /// Why numbers would not be dialled, and how many.
    let skipped: [Skipped]
    /// Calls per quarter hour.
    let charts: [CampaignCharts.Chart]
    /// The lists that the file names.
    let lists: [String]
    /// Where `again: true` is to be set in the file, if it is to be.
    let again: Diagnostic.Position?
}

extension DraftFindings {
    /// Looks at an upload as `check` and `plan` do.
    ///
    /// - Parameters:
    ///   - path: the campaign file; its lists are beside it.
    ///   - extra: lists that came with it.
    ///   - again: whether the file is meant although the same list was accepted a short while ago.
    ///   - forecast: the spool as it is.
    ///   - disk: where both are.
    /// - Returns: what is found, also when the file would be refused.
    /// - Throws: `UnreadableCampaign`; `DiskError`.
    static func look(
        at path: String,
        with extra: [String],
        again: Bool,
        _ forecast: SpoolForecast,
        on disk: any Disk
    ) async throws -> DraftFindings {
        let planned = try await forecast.plan(path, again: again)
        var diagnostics = planned.findings.diagnostics
        if again, planned.findings.hasAgain, !planned.findings.saysAgain {
            let words = "says `again: false`, and the form the contrary; remove one of them"
            diagnostics.append(Diagnostic(.error, file: path, at: nil, words))
        }
        let named = planned.findings.lists
        for list in extra where !named.contains(list) {
            let words = "`\(list)` was uploaded and is named in the file neither as `contacts` nor as `do_not_call`"
            diagnostics.append(Diagnostic(.warning, file: path, at: nil, words))
        }
        let isRefused = planned.forecast == nil || diagnostics.contains { $0.severity == .error }
        let outlook = isRefused ? nil : try forecast.forecast(adding: [planned.forecast].compactMap { $0 }).outlook()
        let answer = outlook.map { PlanAnswer(forecast, [planned], $0) }
        return DraftFindings(
            isRefused: isRefused,
            loose: diagnostics.filter { $0.position == nil }.map(SourceExcerpt.Finding.init),
            sources: try sources(path, named, diagnostics, on: disk),
            faultCount: diagnostics.count { $0.severity == .error },
            summary: summary(planned),
            figures: answer.map { figures($0, planned) } ?? [],
            skipped: answer?.skipped ?? [],
            charts: answer.map(charts) ?? [],
            lists: named,
            again: again && !planned.findings.hasAgain ? planned.findings.firstKey : nil
        )
    }

    private static func sources(
        _ path: String,
        _ lists: [String],
        _ diagnostics: [Diagnostic],
        on disk: any Disk
    ) throws -> [SourceExcerpt] {
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
        let name = String(path.dropFirst(folder.count + 1))
        let own = try SourceExcerpt(path, named: name, diagnostics.filter { $0.file == path }, on: disk)
        let others = try lists.compactMap { list -> SourceExcerpt? in
            let found = diagnostics.filter { $0.file == list }
            return found.isEmpty ? nil : try SourceExcerpt("\(folder)/\(list)", named: list, found, on: disk)
        }
        return ([own] + others).filter { !$0.lines.isEmpty }
    }

    private static func summary(_ planned: PlannedCampaign) -> String {
        let numbers = planned.findings.total.counted("number")
        if let name = planned.findings.addTo { return "\(numbers), to be added to campaign \(name)." }
        return "Campaign \(planned.findings.name ?? planned.findings.campaign?.name ?? ""), \(numbers)."
    }

    private static func figures(_ answer: PlanAnswer, _ planned: PlannedCampaign) -> [Figure] {
        let place = answer.run.campaigns.count - 1
        let campaign = answer.run.campaigns[place]
        let (first, finish) = (campaign.first, answer.outlook.span { $0.campaigns[place].finish })
        var figures = [
            Figure(label: "Numbers", value: "\(planned.findings.total)"),
            Figure(label: "Not dialled", value: "\(campaign.counts.rejected)"),
            Figure(label: "Calls expected", value: "\(campaign.placed)"),
            Figure(label: "Picked up", value: "\(minute: planned.arrives)"),
        ]
        if let first { figures.append(Figure(label: "First call", value: "\(minute: first)")) }
        if let finish {
            let range: Sentence =
                "\(minute: finish.expected), between \(minute: finish.earliest) and \(minute: finish.latest)"
            figures.append(Figure(label: "Expected end", value: range))
        } else {
            figures.append(
                Figure(label: "Expected end", value: answer.run.isCut ? "not foreseen" : "none while it is held")
            )
        }
        figures.append(Figure(label: "Most calls at once, with all others", value: "\(answer.run.top.calls)"))
        return figures
    }

    /// Calls per quarter hour, of all campaigns together.
    private static func charts(_ answer: PlanAnswer) -> [CampaignCharts.Chart] {
        guard answer.run.placed > 0 else { return [] }
        let curve = answer.run.curve
        let quarters = curve.calls.enumerated().filter { $0.element > 0 }
            .map { place, calls in
                CampaignReport.Quarter(
                    at: curve.begin + CallCurve.step * place,
                    tally: OutcomeTally([.answered: calls])
                )
            }
        let course = ReportCourse(quarters)
        var markup = Markup()
        ColumnChart(
            title: "Calls per \(course.unit), all campaigns",
            labels: course.labels,
            names: course.rows.map { $0.at.toMinute },
            series: [Series("calls", .good, course.rows.map(\.tally.attempts))]
        )
        .draw(in: &markup)
        FigureTable(
            title: "Calls per \(course.unit)",
            columns: ["from", "calls"],
            rows: course.rows.filter { $0.tally.attempts > 0 }.map { [$0.at.toMinute, $0.tally.attempts.grouped] },
            isFolded: true
        )
        .draw(in: &markup)
        return [
            .init(title: "Calls per \(course.unit), UTC, with those of all campaigns in the queue", svg: markup.html)
        ]
    }
}

extension PlanAnswer {
    /// Why numbers of the last file would not be dialled.
    fileprivate var skipped: [DraftFindings.Skipped] {
        reasons(run.campaigns.count - 1).map { DraftFindings.Skipped(count: $0.count.grouped, reason: $0.reason) }
    }
}
