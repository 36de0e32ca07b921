import ArgumentParser
import CallspoolCore
import Presentation
import Spool

struct When: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "When a call goes out or a campaign is through, what is before it, and what holds it.",
        discussion: """
            The queue is played through on a virtual clock with the very parts that dial; how calls end is drawn from the \
            odds. Nothing is written to the spool. For a number all its calls in the queue are told; where there are \
            none, those that are over; and files that wait to be picked up, or were refused.
            """
    )

    @Argument(help: "A campaign, a number in any form that a campaign file may have it, or a call id.")
    var subject: String

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            let forecast = try SpoolForecast(spool)
            if let answer = try CampaignAnswer(subject, forecast) {
                return format.json ? Terminal.write(answer.jsonLine) : Terminal.write(lines: answer.text)
            }
            if let place = try SpoolReader(spool.layout, on: spool.disk).campaign(subject) {
                return try tell(try SpoolReader(spool.layout, on: spool.disk).overview(place))
            }
            let calls = try forecast.find(subject)
            guard !calls.isEmpty else {
                let files = try WaitingAnswers(subject, spool)
                if !files.isEmpty { return files.write(isJSON: format.json) }
                Terminal.warn("no campaign and no call in \(spool.layout.root) is `\(subject)`")
                throw ExitCode.usage
            }
            for call in calls {
                let answer = try CallAnswer(call, forecast, on: spool.disk)
                format.json ? Terminal.write(answer.jsonLine) : Terminal.write(lines: answer.text)
            }
        }
    }

    /// A campaign that is over.
    private func tell(_ campaign: CampaignOverview) throws {
        let counts = campaign.counts
        if format.json {
            return Terminal.write(campaign.endLine)
        }
        Terminal.write(
            "\(campaign.place.folder.name): over: \(counts.completed.grouped) completed, \(counts.failed.grouped) failed, "
                + "\(counts.canceled.grouped) canceled, \(counts.rejected.grouped) rejected\n"
        )
    }
}
