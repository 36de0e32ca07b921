internal import Answers
internal import CallspoolCore
internal import Hummingbird
internal import Spool

/// What the API tells when it is asked of a number, or of all campaigns: the JSON of `when`, `plan` and `stuck`.
struct SubjectAPI: Sendable {
    let parts: PageParts

    /// `when --json SUBJECT`.
    func when(_ request: Request, _ mask: NumberMask) async throws -> Response {
        guard let subject = try APIQuery(request, "subject").text("subject") else {
            throw APIFault(.badRequest, "name a campaign, a number or a call id as `subject`")
        }
        let parts = parts
        return try await parts.threads.ponder {
            let forecast = try parts.forecast()
            if let answer = try CampaignAnswer(subject, forecast) { return .json(list: answer.jsonLine) }
            if let watch = try parts.watch.campaign(subject) { return .json(list: watch.overview.endLine) }
            let calls = try forecast.find(subject)
            guard !calls.isEmpty else { throw APIFault(.notFound, "no campaign and no call is `\(subject)`") }
            return .json(
                list: try calls.flatMap { call in
                    try Answers.CallAnswer(call, forecast, on: parts.disk)
                        .jsonLine(number: mask.number, text: mask.text)
                }
            )
        }
    }

    /// What `plan --json` says of the campaigns in the queue, without a file to come.
    func plan(_ request: Request) async throws -> Response {
        _ = try APIQuery(request)
        let parts = parts
        return try await parts.threads.ponder {
            let forecast = try parts.forecast()
            guard !forecast.campaigns.isEmpty else { return .json(list: []) }
            return .json(list: PlanAnswer(forecast, [], try forecast.forecast().outlook()).jsonLines)
        }
    }

    /// `stuck --json [CAMPAIGN]`.
    func stuck(_ request: Request, _ mask: NumberMask) async throws -> Response {
        let name = try APIQuery(request, "campaign").text("campaign")
        let watch = parts.watch
        return try await parts.threads.run {
            if let name, try watch.reader.campaign(name) == nil {
                throw APIFault(.notFound, "there is no campaign `\(name)`")
            }
            let places = watch.campaigns.filter { $0.counts.stuck > 0 }.map(\.place)
                .filter { !$0.isDone && (name ?? $0.folder.name) == $0.folder.name }
            return .json(list: try places.flatMap(watch.reader.stuckCalls).flatMap { $0.masked(mask).jsonLine })
        }
    }
}

extension StuckRow {
    /// The row as somebody sees it who is not to see whole numbers.
    fileprivate func masked(_ mask: NumberMask) -> StuckRow {
        var row = self
        row.job.phoneNumber = mask.number(job.phoneNumber)
        row.job.messageReference = job.messageReference.map(mask.text)
        return row
    }
}
