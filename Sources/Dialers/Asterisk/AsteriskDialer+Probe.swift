public import CallspoolCore

extension AsteriskDialer: EngineProbe {
    /// Whether it is reached and takes the login; its version; the user's rights; whether what the settings name is there.
    public func findings() async -> [Finding] {
        await wait { $0.isUndecided }
        if let error = trouble { return [Finding(.fault, error.message)] }
        var findings = [
            Finding(.fine, "asterisk at \(settings.place): takes the login of `\(settings.username)`")
        ]
        let core = await ask("CoreSettings").first
        findings.append(version(core))
        let actions = Set(await ask("ListCommands").flatMap { $0.fields.map { $0.key } })
        findings += rights(actions)
        if actions.contains("ShowDialPlan") { findings += await dialplan(checking: actions.contains("ModuleCheck")) }
        if actions.contains("PJSIPShowEndpoints") {
            findings += await endpoint(inDetail: actions.contains("PJSIPShowEndpoint"))
        }
        if let records { findings.append(await callRecords(records, core)) }
        return findings
    }

    private func version(_ core: ManagerMessage?) -> Finding {
        guard let text = core?["AsteriskVersion"] else {
            let words = "it does not tell its version; give the manager user the right to write `reporting`"
            return Finding(.warning, words)
        }
        guard let version = AsteriskVersion(text), !version.tellsSIPStatus else {
            return Finding(.fine, "Asterisk \(text)")
        }
        let words = "does not tell SIP statuses, so some outcomes are less exact; 20.17, 22.7, 23.1 and later do"
        return Finding(.warning, "Asterisk \(text) \(words)")
    }

    /// `ListCommands` lists what the user may do.
    private func rights(_ actions: Set<String>) -> [Finding] {
        let wanted: [(action: String, Finding.Weight, words: String)] = [
            ("Originate", .fault, "every call will be refused; give it the right to write `originate`"),
            ("Filter", .warning, "every event will come, not only those needed; give it the right to write `system`"),
            (
                "CoreShowChannels", .warning,
                "calls are lost when the connection is; give it the right to write `reporting`"
            ),
            ("ShowDialPlan", .warning, "the dialplan is not checked; give it the right to write `reporting`"),
        ]
        let missing = wanted.filter { !actions.contains($0.action) }
        let user = settings.username
        let findings = missing.map { Finding($0.1, "`\(user)` may not use the action \($0.action): \($0.words)") }
        let isBooted = isToldOfBoot
        let words = "`\(user)` may not read `system`: each connection waits for nothing; give it that right"
        return findings + (isBooted ? [] : [Finding(.warning, words)])
    }

    /// Whether the extension is there; `isChecking` is whether Asterisk may be asked for its modules.
    private func dialplan(checking isChecking: Bool) async -> [Finding] {
        guard case .dialplan(let context, let `extension`, _) = settings.answer else { return [] }
        let answer = await ask("ShowDialPlan", [("Context", context), ("Extension", `extension`)])
        let lines = answer.filter { $0.has("Event", "ListDialplan") }
        if !lines.isEmpty {
            let fine = Finding(.fine, "the dialplan has the extension `\(`extension`)` in the context `\(context)`")
            return [fine] + (isChecking ? await modules(of: Set(lines.compactMap { $0["Application"] })) : [])
        }
        let words =
            "the dialplan has no extension `\(`extension`)` in the context `\(context)`: every call will be refused"
        return [Finding(.fault, "\(words); see docs/engines/asterisk.md, extensions.conf")]
    }

    /// An application that the documented dialplan uses, and whose module is not there: Asterisk hangs up when it comes to
    /// it, so every call is answered and over at once.
    private func modules(of applications: Set<String>) async -> [Finding] {
        var findings: [Finding] = []
        for application in ["AMD", "Playback", "SendDTMF", "WaitForSilence"] where applications.contains(application) {
            let module = "app_\(application.lowercased())"
            guard await ask("ModuleCheck", [("Module", module)]).first?.has("Message", "Module not loaded") == true
            else {
                continue
            }
            let conf = application == "AMD" ? ", which needs an amd.conf" : ""
            let words = "the dialplan uses \(application)(), and \(module) is not loaded: calls end where it stands"
            findings.append(Finding(.fault, "\(words); load that module\(conf)"))
        }
        return findings
    }

    /// The endpoint of a PJSIP dial string.
    private func endpoint(inDetail isDetailed: Bool) async -> [Finding] {
        guard settings.channel.hasPrefix("PJSIP/") else { return [] }
        let target = settings.channel.dropFirst("PJSIP/".count)
        let name =
            TrunkContacts(dialling: settings.channel).endpoint ?? String(target.split(separator: "/").first ?? "")
        let answer = await ask("PJSIPShowEndpoints")
        guard let entry = answer.first(where: { $0["ObjectName"] == name }) else {
            let words =
                "there is no PJSIP endpoint `\(name)`: no call will have a channel; see `channel`, and pjsip.conf"
            return [Finding(.fault, words)]
        }
        let detail = isDetailed ? await ask("PJSIPShowEndpoint", [("Endpoint", name)]) : []
        return EndpointSight(name: name, entry, detail).findings
    }
}

// Call records.
extension AsteriskDialer {
    /// Whether calls that end while nobody listens will be found in them.
    private func callRecords(_ records: CallRecordBook<CallRecord>, _ core: ManagerMessage?) async -> Finding {
        if core?.has("CoreCDRenabled", "No") == true {
            return Finding(.warning, "Asterisk writes no call records (`cdr`): set `enable = yes` in cdr.conf")
        }
        let file = "the call records in \(records.path)"
        return switch await records.condition(reading: { CallRecord($0, by: .channel) }) {
        case .fine: Finding(.fine, "\(file) can be read, and have the ids of channels")
        case .empty: Finding(.fine, "\(file): there are none yet")
        case .withoutIDs:
            Finding(.warning, "\(file) have no ids of channels: set `loguniqueid = yes` in cdr.conf, section `csv`")
        case .unreadable(let why):
            Finding(.warning, "\(file) cannot be read: \(why); calls that end unheard will be stuck")
        }
    }
}

/// A version of Asterisk's.
struct AsteriskVersion: Equatable, Sendable {
    var major: Int
    var minor: Int

    /// Reads `22.10.1`, `certified-20.7-cert4` and the like; `nil` for one that says no number.
    init?(_ text: String) {
        let numbers = text.split { !$0.isNumber && $0 != "." }.first.map { $0.split(separator: ".") } ?? []
        guard let major = numbers.first.flatMap({ Int($0) }) else { return nil }
        self.major = major
        minor = numbers.count > 1 ? Int(numbers[1]) ?? 0 : 0
    }

    /// Whether `Hangup` tells `TechCause` (since 20.17, 22.7 and 23.1).
    var tellsSIPStatus: Bool {
        switch major {
        case ..<20, 21: false
        case 20: minor >= 17
        case 22: minor >= 7
        case 23: minor >= 1
        default: true
        }
    }
}
