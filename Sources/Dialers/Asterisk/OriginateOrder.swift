internal import CallspoolCore

/// An attempt as the manager interface is told of it.
///
/// What comes from a campaign file is a value in a line, never a line: a break is refused, and in `Variable`, which the
/// server splits at commas with regard to quotes, parentheses and brackets, everything that the splitting looks at is
/// escaped (`ast_app_separate_args`). Names of variables are letters, digits and `_`, because one that ends in `)` would
/// be a function's.
struct OriginateOrder: Sendable {
    let call: AsteriskCall
    let bytes: [UInt8]

    /// Writes the action.
    ///
    /// - Throws: when something of it cannot be sent; it is certainly not placed then.
    init(_ attempt: Attempt, _ settings: AsteriskSettings) throws(EngineError) {
        let ids = AsteriskIDs(attempt, isLocal: settings.isLocal)
        call = AsteriskCall(attempt, ids: ids)
        var writer = OriginateWriter(attempt: attempt.id, ids.action)
        try writer.add("Channel", OriginateOrder.channel(attempt, settings))
        switch settings.answer {
        case .dialplan(let context, let `extension`, let priority):
            try writer.add("Context", context)
            try writer.add("Exten", `extension`)
            try writer.add("Priority", String(priority))
        case .application(let name, let data):
            try writer.add("Application", name)
            try writer.add("Data", data)
        }
        try writer.add("Timeout", String(max(1, attempt.campaignRef.campaign.ringTimeout.milliseconds)))
        if let callerID = attempt.callerID { try writer.add("CallerID", settings.written(callerID, of: attempt.id)) }
        try writer.add("ChannelId", ids.channel)
        if let other = ids.other { try writer.add("OtherChannelId", other) }
        try writer.add("Async", "true")
        for (name, value) in OriginateOrder.variables(attempt) { try writer.set(name, value) }
        bytes = writer.bytes
    }

    /// The dial string.
    private static func channel(_ attempt: Attempt, _ settings: AsteriskSettings) throws(EngineError) -> String {
        let number = try settings.written(attempt.job.phoneNumber, of: attempt.id)
        guard let mark = settings.channel.firstRange(of: settings.usesDigits ? "{digits}" : "{number}") else {
            throw EngineError("cannot place \(attempt.id): `channel` does not say where the number goes")
        }
        return settings.channel[..<mark.lowerBound] + number + settings.channel[mark.upperBound...]
    }

    /// What the dialplan is told; the number's own parameters go before the campaign's of the same name.
    private static func variables(_ attempt: Attempt) -> [(name: String, value: String)] {
        let (job, campaign) = (attempt.job, attempt.campaignRef.campaign)
        var variables = [
            ("CALLSPOOL_CALL_ID", job.callID), ("CALLSPOOL_ATTEMPT", String(attempt.number)),
            ("CALLSPOOL_CAMPAIGN", campaign.name), ("CALLSPOOL_NUMBER", job.phoneNumber),
            ("CALLSPOOL_DETECT", campaign.calleeDetection ? "yes" : "no"),
        ]
        if let reference = job.messageReference { variables.append(("CALLSPOOL_REFERENCE", reference)) }
        if let url = campaign.startURL { variables.append(("CALLSPOOL_START_URL", url)) }
        if let digits = job.postDial { variables.append(("CALLSPOOL_POSTD", digits)) }
        var parameters: [(name: String, value: String)] = []
        for (prefix, list) in [("ANSWER", campaign.answer), ("PARAM", campaign.parameters + job.parameters)] {
            for parameter in list {
                let name = "CALLSPOOL_\(prefix)_" + parameter.key.asVariableName
                parameters.removeAll { $0.name == name }
                parameters.append((name, parameter.value))
            }
        }
        return variables + parameters
    }
}

extension AsteriskIDs {
    /// The ids of an attempt: its own, so that it is found again after a crash.
    ///
    /// Asterisk refuses an id with which the id of a live channel begins (seen with 22.10.1): `x-1` while there is `x-10`.
    /// No attempt's id is the beginning of another call's, because the index in it ends with a `-`.
    init(_ attempt: Attempt, isLocal: Bool) {
        self.init(action: attempt.id, channel: attempt.id, other: isLocal ? attempt.id + "-b" : nil)
    }
}

/// Writes the action of one attempt.
private struct OriginateWriter {
    let attempt: String
    private var action: ManagerAction

    init(attempt: String, _ id: String) {
        self.attempt = attempt
        action = ManagerAction("Originate", id: id)
    }

    var bytes: [UInt8] { action.bytes }

    mutating func add(_ name: StaticString, _ value: String) throws(EngineError) {
        try add(name, value.utf8) { "`\(name)`" }
    }

    /// Sets a variable for the dialplan.
    mutating func set(_ name: String, _ value: String) throws(EngineError) {
        var text = Array(name.utf8)
        text.append(0x3D)
        for byte in value.utf8 {
            if OriginateWriter.special.contains(byte) { text.append(0x5C) }
            text.append(byte)
        }
        try add("Variable", text) { "the value of the variable `\(name)`" }
    }

    private static let special = Array(#"\",()[]"#.utf8)

    private mutating func add(
        _ name: StaticString,
        _ value: some Collection<UInt8>,
        _ subject: () -> String
    ) throws(EngineError) {
        do throws(ManagerAction.Fault) {
            try action.add(name, value)
        } catch {
            let why =
                switch error {
                case .brokenLine: "\(subject()) has a line break or a NUL in it"
                case .tooLong: "\(subject()) is longer than Asterisk reads (\(ManagerAction.longestLine) bytes a line)"
                case .tooMany: "it has more parameters than Asterisk reads (\(ManagerAction.mostLines) lines)"
                }
            throw EngineError("cannot place \(attempt): \(why)", concernsCallOnly: true)
        }
    }
}

extension AsteriskSettings {
    /// Whether numbers go without their `+`.
    fileprivate var usesDigits: Bool { channel.firstRange(of: "{number}") == nil }

    /// A number as it is sent: digits, with a `+` in front or not, and nothing else.
    fileprivate func written(_ number: String, of attempt: String) throws(EngineError) -> String {
        let digits = number.utf8.dropFirst()
        guard number.utf8.first == 0x2B, (1...32).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            let words = "cannot place \(attempt): a number is not in E.164, `+` and digits"
            throw EngineError(words, concernsCallOnly: true)
        }
        return usesDigits ? String(number.dropFirst()) : number
    }
}

extension String {
    /// Letters, digits and `_`; every other character becomes `_`.
    fileprivate var asVariableName: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    switch scalar {
                    case "a"..."z", "A"..."Z", "0"..."9": scalar
                    default: "_"
                    }
                }
            )
        )
    }
}
