import ArgumentParser
import CallspoolCore
import Presentation
import Spool

struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What would happen with campaign files: skipped numbers, calls per quarter hour, the end.",
        discussion: """
            The queue and the files, accepted at the next tick, are played through on a virtual clock with the very parts \
            that dial. Nothing is written to the spool. Exit code 65 when a file would be refused.
            """
    )

    @Argument(help: "The campaign files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "How likely each outcome is, as in answered=0.4,busy=0.1,no_answer=0.5; need not sum up to 1.",
            valueName: "odds"
        )
    )
    var odds: String?

    @Flag(help: "Plan it as `submit --again` drops it: although the same file was accepted a short while ago.")
    var again = false

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let odds { _ = try PlanOdds(odds) }
    }

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            let forecast = try SpoolForecast(spool)
            var planned: [PlannedCampaign] = []
            for file in files { planned.append(try await read(file, forecast)) }
            let taken = PlanAnswer.takenNames(planned)
            for diagnostic in taken { Terminal.warn("\(diagnostic)") }
            if !taken.isEmpty || planned.contains(where: { $0.forecast == nil }) { throw ExitCode.badFile }
            if let hold = forecast.hold {
                Terminal.warn("all calls are held: \(hold) For the files, the plan takes it that this is repaired.")
            }
            let models = try odds.map { try PlanOdds($0).models(spool.settings) } ?? []
            let outlook = try forecast.forecast(adding: planned.compactMap(\.forecast), models: models).outlook()
            let answer = PlanAnswer(forecast, planned, outlook)
            format.json ? Terminal.write(answer.jsonLines) : Terminal.write(PlanReport(answer).text)
        }
    }

    private func read(_ file: String, _ forecast: SpoolForecast) async throws -> PlannedCampaign {
        let progress = ReadingProgress(file)
        defer { progress.end() }
        let planned = try await forecast.plan(file, again: again) { progress.reading($0) }
        for diagnostic in planned.findings.diagnostics { Terminal.warn("\(diagnostic)") }
        return planned
    }
}

/// The odds that a person gives a plan.
struct PlanOdds {
    private let odds: [Outcome: Double]

    init(_ text: String) throws {
        var odds: [Outcome: Double] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, let weight = Double(pair[1]), weight >= 0, weight.isFinite else {
                throw ValidationError("--odds: `\(part)` is not an outcome and its weight; write it as in answered=0.4")
            }
            guard let outcome = Outcome(rawValue: pair[0]), outcome != .expired else {
                let known = Outcome.allCases.filter { $0 != .expired }.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--odds: there is no outcome `\(pair[0])`; there are \(known)")
            }
            odds[outcome] = weight
        }
        guard odds.values.contains(where: { $0 > 0 }) else {
            throw ValidationError("--odds: no outcome has a weight above 0")
        }
        self.odds = odds
    }

    /// How the calls of each trunk go, with these odds.
    func models(_ settings: Settings) -> [CallModel] {
        settings.trunks.map { trunk in
            var model = trunk.engine.simulator ?? SimulatorSettings()
            model.odds = odds
            return CallModel(model)
        }
    }
}
