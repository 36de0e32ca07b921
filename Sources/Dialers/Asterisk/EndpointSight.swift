internal import CallspoolCore

/// A PJSIP endpoint as Asterisk shows it: what a doctor looks at.
struct EndpointSight: Sendable {
    private let name: String
    private let isUnavailable: Bool
    private let detail: ManagerMessage?
    private let contacts: [String]

    /// Takes the endpoint's line of `PJSIPShowEndpoints` and the answer to `PJSIPShowEndpoint`.
    init(name: String, _ entry: ManagerMessage, _ answer: [ManagerMessage]) {
        self.name = name
        isUnavailable = entry.has("DeviceState", "Unavailable")
        detail = answer.first { $0.has("Event", "EndpointDetail") }
        contacts = answer.filter { $0.has("Event", "ContactStatusDetail") }.compactMap { $0["Status"] }
    }

    /// What there is to say of it.
    var findings: [Finding] { [presence] + [qualify, callerID].compactMap { $0 } }

    private var presence: Finding {
        if !contacts.isEmpty, contacts.allSatisfy({ $0 == "Unreachable" }) {
            let words = "nobody answers at the PJSIP endpoint `\(name)`: its contact is unreachable, no call goes out"
            return Finding(.fault, "\(words); see the contact in pjsip.conf, and whether the other side is there")
        }
        if isUnavailable {
            return Finding(.warning, "the PJSIP endpoint `\(name)` is unavailable, as Asterisk sees it")
        }
        let answers = contacts.contains("Reachable") ? ", and answers" : ""
        return Finding(.fine, "the PJSIP endpoint `\(name)` is there\(answers)")
    }

    private var qualify: Finding? {
        guard !contacts.isEmpty, !contacts.contains("Reachable"), !contacts.contains("Unreachable") else { return nil }
        let words = "Asterisk does not ask whether anybody is at the endpoint `\(name)`"
        return Finding(.warning, "\(words); set `qualify_frequency = 60` in its aor, in pjsip.conf")
    }

    /// With `from_user` the account stands in From in the caller id's place.
    private var callerID: Finding? {
        guard let detail, let user = detail["FromUser"], !user.isEmpty else { return nil }
        guard !detail.has("SendPai", "true"), !detail.has("SendRpid", "true") else { return nil }
        let words =
            "the caller id does not reach the carrier: the endpoint `\(name)` puts `\(user)` into From (from_user)"
        return Finding(
            .warning,
            "\(words) and sends no P-Asserted-Identity; set `send_pai = yes` in pjsip.conf, or leave out from_user"
        )
    }
}
