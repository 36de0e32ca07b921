public import CallspoolCore

extension FreeSWITCH: EngineProbe {
    /// Whether it is reached and takes the login; its version, its rights and its limits; whether the gateway is there.
    public func findings() async -> [Finding] {
        if let trouble = await trouble() { return [Finding(.fault, trouble)] }
        var findings = [Finding(.fine, "freeswitch at \(settings.host):\(settings.port): takes the login")]
        findings.append(await version())
        findings += await rights()
        if let limits = SwitchStatus(await order("status") ?? "") { findings.append(limits.finding) }
        findings += await gateway()
        return findings
    }

    private func version() async -> Finding {
        guard let text = await order("version"), text.hasPrefix("FreeSWITCH") else {
            return Finding(.warning, "it does not tell its version")
        }
        return Finding(.fine, ChannelText.shown(text))
    }

    private func rights() async -> [Finding] {
        let answer = await order("uuid_exists callspool-doctor")
        guard answer != "true", answer != "false" else { return [] }
        let words = "it does not answer `uuid_exists`: after a lost connection every call under way is stuck; allow it"
        return [Finding(.warning, words)]
    }

    /// The gateway of a dial string such as `sofia/gateway/trunk/{number}`.
    private func gateway() async -> [Finding] {
        let parts = settings.dial.split(separator: "/")
        guard parts.count > 3, parts[0] == "sofia", parts[1] == "gateway" else { return [] }
        let name = String(parts[2])
        guard ChannelText.isName(name, upTo: 128), let answer = await order("sofia status gateway \(name)") else {
            return []
        }
        if answer.hasPrefix("-ERR") { return [Finding(.warning, "it does not tell of its gateways")] }
        guard answer.contains("Invalid Gateway") else { return [Finding(.fine, "the gateway `\(name)` is there")] }
        return [Finding(.fault, "there is no gateway `\(name)`: every call will be refused; see `dial`")]
    }
}

/// What `status` says of FreeSWITCH's own limits.
struct SwitchStatus: Equatable, Sendable {
    /// Sessions a second.
    var rate: Int
    /// Sessions at once.
    var sessions: Int

    /// Reads the lines; `nil` when they are others.
    init?(_ text: String) {
        var (rate, sessions): (Int?, Int?)
        for line in text.split(separator: "\n") {
            if let place = line.firstRange(of: "per Sec out of max ")?.upperBound {
                rate = Int(line[place...].prefix { $0.isNumber })
            } else if line.hasSuffix(" session(s) max") {
                sessions = Int(line.prefix { $0.isNumber })
            }
        }
        guard let rate, let sessions else { return nil }
        self.rate = rate
        self.sessions = sessions
    }

    /// What there is to say of them; as delivered the rate is 30.
    var finding: Finding {
        let words = "it takes \(rate) calls a second and \(sessions) at once"
        guard rate <= 30 else { return Finding(.fine, "\(words); keep `limits` below") }
        let advice = "what is more fails as congestion; set `sessions-per-second` in switch.conf.xml above `limits`"
        return Finding(.warning, "\(words): \(advice)")
    }
}
