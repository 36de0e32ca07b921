internal import CallspoolCore

/// The command that places an attempt.
///
/// The channel gets our own id, and so does the job: what is said of either is then known to be about this attempt, also
/// by a process that comes after this one.
struct OriginateCommand: Sendable {
    /// FreeSWITCH takes 10 MB in a command, and a thousand variables; a channel with that many is no use to anybody.
    static let longest = 32_768

    private let dial: String
    private let answer: String

    /// Makes ready what is the same for all attempts.
    init(_ settings: FreeSWITCHSettings) {
        dial = settings.dial
        switch settings.answer {
        case .dialplan(let number, let context, let dialplan): answer = "\(number) \(dialplan) \(context)"
        case .application(let name, let data):
            // Quoted for the spaces in it; the settings have no quote in them.
            answer = data.isEmpty ? "&\(name)()" : "'&\(name)(\(data))'"
        }
    }

    /// The command, with the empty line that ends it.
    ///
    /// - Throws: `EngineError` for an attempt whose values cannot be put into a command safely; it is not placed.
    func lines(for attempt: Attempt) throws(EngineError) -> String {
        let number = attempt.job.phoneNumber
        guard ChannelText.isNumber(number) else { throw refusal(attempt, "its number is not digits") }
        // Our own, and made of harmless letters; a campaign's name is in it all the same.
        guard ChannelText.isName(attempt.id, upTo: 200) else { throw refusal(attempt, "its id has other characters") }
        var variables = try variables(of: attempt)
        variables.append(("callspool_number", number))
        let list = variables.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        let digits = number.hasPrefix("+") ? String(number.dropFirst()) : number
        let target = dial.replacing("{number}", with: number).replacing("{digits}", with: digits)
        let lines = "bgapi originate {\(list)}\(target) \(answer)\nJob-UUID: \(attempt.id)\n\n"
        guard lines.utf8.count <= OriginateCommand.longest else {
            throw refusal(attempt, "its parameters are too long (\(lines.utf8.count) bytes); shorten them")
        }
        return lines
    }

    private typealias Variable = (name: String, value: String)

    private func variables(of attempt: Attempt) throws(EngineError) -> [Variable] {
        let campaign = attempt.campaignRef.campaign
        let seconds = max(1, (campaign.ringTimeout.milliseconds + 999) / 1000)
        var list: [Variable] = [
            // By this one the events are filtered.
            ("callspool", "true"),
            ("origination_uuid", attempt.id),
            // Without it originate takes a network's announcement for an answer.
            ("ignore_early_media", "true"),
            ("originate_timeout", "\(seconds)"),
            ("callspool_campaign", campaign.name),
            ("callspool_call_id", attempt.job.callID),
            ("callspool_attempt", "\(attempt.number)"),
            ("callspool_detect", campaign.calleeDetection ? "true" : "false"),
        ]
        if let callerID = attempt.callerID {
            guard ChannelText.isNumber(callerID) else { throw refusal(attempt, "its caller id is not digits") }
            list += [("origination_caller_id_number", callerID), ("origination_caller_id_name", callerID)]
        }
        if let url = campaign.startURL { list.append(("callspool_start_url", ChannelText.escapedURL(url))) }
        if let reference = attempt.job.messageReference {
            list.append(("callspool_reference", ChannelText.escaped(reference)))
        }
        if let digits = attempt.job.postDial { list.append(("callspool_postd", ChannelText.escaped(digits))) }
        return try list + parameters(of: attempt)
    }

    /// The call's own parameters go before the campaign's of the same name.
    private func parameters(of attempt: Attempt) throws(EngineError) -> [Variable] {
        let (own, campaign) = (attempt.job.parameters, attempt.campaignRef.campaign)
        let others = campaign.parameters.filter { one in !own.contains { $0.key == one.key } }
        return try campaign.answer.map { parameter throws(EngineError) in
            try variable("answer", parameter, of: attempt)
        } + (others + own).map { parameter throws(EngineError) in try variable("param", parameter, of: attempt) }
    }

    private func variable(
        _ prefix: String,
        _ parameter: Parameter,
        of attempt: Attempt
    ) throws(EngineError) -> Variable {
        guard ChannelText.isName(parameter.key, upTo: 64) else {
            let name = ChannelText.escaped(parameter.key)
            throw refusal(attempt, "the parameter `\(name)` cannot be a variable; use letters, digits, `_`, `-`, `.`")
        }
        return ("callspool_\(prefix)_\(parameter.key)", ChannelText.escaped(parameter.value))
    }

    private func refusal(_ attempt: Attempt, _ why: String) -> EngineError {
        EngineError("freeswitch: \(ChannelText.escaped(attempt.id)) was not placed: \(why)", concernsCallOnly: true)
    }
}
