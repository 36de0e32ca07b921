internal import CallspoolCore

/// A call file: what Asterisk is told of one attempt.
///
/// The rules are those of Asterisk's `pbx_spool.c`: a line is read into 256 bytes and what does not fit becomes a line
/// of its own; `#` at the beginning of a line or after a blank begins a comment, and cannot be escaped; `;` begins one,
/// and can. So `;` is escaped, and a value that would break out of its line, or be cut, is refused.
struct CallFile: Equatable, Sendable {
    /// Its name, in whichever folder it is.
    let name: String
    /// Its content.
    let bytes: [UInt8]

    /// The longest line that Asterisk surely reads as one, in bytes.
    static let longestLine = 250
    /// The wait for another attempt, which never comes.
    ///
    /// Asterisk looks at a file again after it, and dates the file by it; so it is longer than any call.
    static let retryTime = 86_400
    /// The most bytes of an account code that reach the call records.
    private static let longestAccount = 79

    /// Writes the file of an attempt.
    ///
    /// - Parameters:
    ///   - attempt: what to dial.
    ///   - settings: how.
    ///   - boot: which running of the machine this is: after another a staged file proves nothing any more.
    /// - Throws: `EngineError` when a value cannot be written.
    init(_ attempt: Attempt, _ settings: CallFileSettings, boot: String) throws(EngineError) {
        var lines = CallFileLines(attempt.id)
        name = try Self.name(of: attempt.id)
        try lines.comment("callspool boot \(boot)")
        let number = try lines.dialable(attempt.job.phoneNumber)
        try lines.add("Channel", settings.channel.replacing("{number}", with: number))
        if let callerID = attempt.callerID { try lines.add("CallerID", "<\(lines.dialable(callerID))>") }
        try lines.add("WaitTime", "\(max(1, attempt.campaignRef.campaign.ringTimeout.components.seconds))")
        try lines.add("MaxRetries", "0")
        try lines.add("RetryTime", "\(Self.retryTime)")
        try lines.add("Archive", "yes")
        try lines.add("AlwaysDelete", "yes")
        try lines.add("Account", Self.account(of: attempt.id))
        switch settings.answer {
        case .dialplan(let context, let exten, let priority):
            try lines.add("Context", context)
            try lines.add("Extension", exten)
            try lines.add("Priority", "\(priority)")
        case .application(let application, let data):
            try lines.add("Application", application)
            if !data.isEmpty { try lines.add("Data", data) }
        }
        for variable in attempt.variables { try lines.add("Set", "\(variable.key)=\(variable.value)") }
        bytes = lines.bytes
    }

    /// The file's name.
    ///
    /// - Throws: `EngineError` for an id that is not a name.
    static func name(of id: String) throws(EngineError) -> String {
        guard !id.contains("/"), !id.isEmpty, id.utf8.count <= 180, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw EngineError(
                "cannot write a call file: `\(id.prefix(60))` cannot be a file's name",
                concernsCallOnly: true
            )
        }
        return "callspool-\(id).call"
    }

    /// The account code, by which the call records name the attempt; of a long id the end, which differs most.
    static func account(of id: String) -> String {
        id.utf8.count <= longestAccount ? id : String(id.suffix(longestAccount))
    }
}

extension Attempt {
    /// What the dialplan is told.
    fileprivate var variables: [Parameter] {
        let campaign = campaignRef.campaign
        let known: [(String, String?)] = [
            ("CALLSPOOL_CALL_ID", job.callID), ("CALLSPOOL_ATTEMPT", "\(number)"),
            ("CALLSPOOL_CAMPAIGN", campaign.name), ("CALLSPOOL_NUMBER", job.phoneNumber),
            ("CALLSPOOL_DETECT", campaign.calleeDetection ? "yes" : "no"),
            ("CALLSPOOL_REFERENCE", job.messageReference), ("CALLSPOOL_START_URL", campaign.startURL),
            ("CALLSPOOL_POSTD", job.postDial),
        ]
        let own = known.compactMap { key, value in value.map { Parameter(key: key, value: $0) } }
        // The call's own after the campaign's: of two with one name the dialplan sees the later.
        let lists = [("ANSWER", campaign.answer), ("PARAM", campaign.parameters + job.parameters)]
        return own
            + lists.flatMap { prefix, list in
                list.map { Parameter(key: "CALLSPOOL_\(prefix)_\($0.key.variableName)", value: $0.value) }
            }
    }
}

extension String {
    /// As a part of a variable's name: a name with brackets would be a function of Asterisk's, and be run.
    fileprivate var variableName: String {
        String(
            unicodeScalars.map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9": Character(scalar)
                default: "_"
                }
            }
        )
    }
}
