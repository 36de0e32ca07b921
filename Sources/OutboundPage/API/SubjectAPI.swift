internal import CallspoolCore
internal import Hummingbird
internal import Presentation
internal import Spool

/// What the API tells when it is asked of a number, or of all campaigns: the JSON of `when`, `plan` and `stuck`,
/// with whole numbers; ``MachineRoutes`` hides them where they are to be hidden.
struct SubjectAPI: Sendable {
    let parts: PageParts

    /// `when --json SUBJECT`.
    func when(_ request: Request) async throws -> [UInt8] {
        guard let subject = try APIQuery(request, "subject").text("subject") else {
            throw APIFault(.badRequest, "name a campaign, a number or a call id as `subject`")
        }
        let parts = parts
        return try await parts.threads.runLong {
            let forecast = try parts.forecast()
            if let answer = try CampaignAnswer(subject, forecast) { return JSONLines(answer.jsonLine).list }
            if let watch = try parts.watch.campaign(subject) { return JSONLines(watch.overview.endLine).list }
            let calls = try forecast.find(subject)
            guard !calls.isEmpty else { throw APIFault(.notFound, "no campaign and no call is `\(subject)`") }
            return JSONLines(
                try calls.flatMap { try CallAnswer($0, forecast, on: parts.disk).jsonLine }
            )
            .list
        }
    }

    /// What `plan --json` says of the campaigns in the queue, without a file to come.
    func plan(_ request: Request) async throws -> [UInt8] {
        _ = try APIQuery(request)
        let parts = parts
        return try await parts.threads.runLong {
            let forecast = try parts.forecast()
            guard !forecast.campaigns.isEmpty else { return JSONLines([]).list }
            return JSONLines(PlanAnswer(forecast, [], try forecast.forecast().outlook()).jsonLines).list
        }
    }

    /// `stuck --json [CAMPAIGN]`.
    func stuck(_ request: Request) async throws -> [UInt8] {
        let name = try APIQuery(request, "campaign").text("campaign")
        let watch = parts.watch
        return try await parts.threads.run {
            if let name, try watch.reader.campaign(name) == nil {
                throw APIFault(.notFound, "there is no campaign `\(name)`")
            }
            let isRunning = try watch.reader.isProgramAtWork()
            let places = watch.campaigns.filter { $0.counts.stuck > 0 || !isRunning && $0.counts.dialing > 0 }
                .map(\.place)
                .filter { !$0.isDone && (name ?? $0.folder.name) == $0.folder.name }
            let rows = try places.flatMap { try watch.reader.stuckCalls($0, isRunning: isRunning) }
            return JSONLines(rows.flatMap(\.jsonLine)).list
        }
    }
}
