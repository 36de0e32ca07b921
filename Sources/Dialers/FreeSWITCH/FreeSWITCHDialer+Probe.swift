public import CallspoolCore

extension FreeSWITCHDialer: EngineProbe {
    /// Whether it is reached and takes the login; its version, its rights and its limits; whether the gateway is there.
    public func findings() async -> [Finding] {
        if let trouble = await trouble() { return [Finding(.fault, trouble)] }
        var findings = [Finding(.fine, "freeswitch at \(settings.host):\(settings.port): takes the login")]
        findings.append(await version())
        findings += await rights()
        if let limits = FreeSWITCHStatus(await order("status") ?? "") { findings.append(limits.finding) }
        findings += await gateway()
        return findings + (await callRecords())
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
        let words =
            "it does not answer `uuid_exists`: after a lost connection every call in progress is stuck; allow it"
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
        guard answer.contains("Invalid Gateway") else { return GatewaySight(name: name, answer).findings }
        return [Finding(.fault, "there is no gateway `\(name)`: every call will be refused; see `dial`")]
    }
}

// Call records.
extension FreeSWITCHDialer {
    /// Whether calls that end while nobody listens will be found in them.
    private func callRecords() async -> [Finding] {
        let isLoaded = await order("module_exists mod_cdr_csv")
        guard let records else {
            guard isLoaded == "true" else { return [] }
            let folder = await order("global_getvar log_dir").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "LOG_DIR"
            let words =
                "FreeSWITCH writes call records; with `cdr: \(folder)/cdr-csv/Master.csv` they tell the end of calls"
            return [Finding(.fine, "\(words) that it was not heard of")]
        }
        if isLoaded == "false" {
            return [Finding(.warning, "FreeSWITCH writes no call records (`cdr`): load mod_cdr_csv")]
        }
        let file = "the call records in \(records.path)"
        switch await records.condition(reading: { FreeSWITCHRecord($0) }) {
        case .fine: return [Finding(.fine, "\(file) can be read, and have the ids of channels")]
        case .empty: return [Finding(.fine, "\(file): there are none yet")]
        case .withoutIDs:
            return [Finding(.warning, "\(file) are of another template: set `default-template` to `example`")]
        case .unreadable(let why):
            return [Finding(.warning, "\(file) cannot be read: \(why); calls that end unheard will be stuck")]
        }
    }
}

/// What `sofia status gateway` says of a gateway.
struct GatewaySight: Equatable, Sendable {
    private let name: String
    private let fields: [String: String]

    /// Reads the lines: a word, blanks or a tab, and the value.
    init(name: String, _ text: String) {
        self.name = name
        let pairs = text.split(separator: "\n").map { $0.split(maxSplits: 1) { $0 == "\t" || $0 == " " } }
        fields = Dictionary(
            pairs.filter { $0.count == 2 }
                .map { (String($0[0]), String($0[1].drop { $0 == " " || $0 == "\t" }.prefix { $0 != "\r" })) }
        ) { first, _ in first }
    }

    /// What there is to say of it; `State` is of the registration, `Status` of the OPTIONS that it is asked with.
    var findings: [Finding] {
        if fields["Status"]?.hasPrefix("DOWN") == true {
            let words = "the gateway `\(name)` is down, as FreeSWITCH sees it: every call will be refused"
            return [Finding(.fault, "\(words); see its proxy and its registration")]
        }
        let state = fields["State"] ?? ""
        if ["FAILED", "FAIL_WAIT", "EXPIRED", "TIMEOUT"].contains(where: { state.hasPrefix($0) }) {
            return [
                Finding(.fault, "the gateway `\(name)` does not register (\(state)): see its account and its proxy")
            ]
        }
        let fine = Finding(.fine, "the gateway `\(name)` is there")
        guard fields["PingFreq"] == "0" else { return [fine] }
        let words = "FreeSWITCH does not ask whether anybody is at the gateway `\(name)`; set `ping` in it"
        return [fine, Finding(.warning, words)]
    }
}

/// What `status` says of FreeSWITCH's own limits.
struct FreeSWITCHStatus: Equatable, Sendable {
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
