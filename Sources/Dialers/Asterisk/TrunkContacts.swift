internal import CallspoolCore

/// What Asterisk says of one of an endpoint's contacts, which it asks with OPTIONS where its aor has `qualify_frequency`.
struct ContactSight: Equatable, Sendable {
    var endpoint: String
    var uri: String
    /// `Reachable`, `Unreachable`, `NonQualified`, `Removed` and others.
    var status: String

    /// Reads an event; `nil` when it says of no contact.
    init?(_ message: ManagerMessage) {
        guard let endpoint = message["EndpointName"], let uri = message["URI"],
            let status = message["ContactStatus"] ?? message["Status"]
        else { return nil }
        (self.endpoint, self.uri, self.status) = (endpoint, uri, status)
    }
}

/// Whether anybody is at the far end of the trunk, as far as Asterisk knows.
///
/// Asterisk itself dials no contact that is unreachable. It would say so by a call that never has a channel, which looks
/// like a fault of the settings; so the call is refused here, for what it is.
struct TrunkContacts: Equatable, Sendable {
    /// The PJSIP endpoint that calls go out through; `nil` when it is another technology, or the dial string names the
    /// address itself.
    let endpoint: String?
    private var statuses: [String: String] = [:]

    /// Of a dial string.
    init(dialling channel: String) {
        let parts = channel.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "PJSIP" else {
            endpoint = nil
            return
        }
        let target = parts[1].split(separator: "@", omittingEmptySubsequences: false)
        endpoint = target.count == 2 && !target[1].isEmpty ? String(target[1]) : nil
    }

    /// Nothing is known on a new connection.
    mutating func forget() {
        statuses = [:]
    }

    /// Something is said of a contact.
    mutating func heard(_ sight: ContactSight) {
        guard sight.endpoint == endpoint else { return }
        statuses[sight.uri] = sight.status == "Removed" ? nil : sight.status
    }

    /// Whether it is known that nobody is there.
    var areUnreachable: Bool { !statuses.isEmpty && statuses.values.allSatisfy { $0 == "Unreachable" } }

    /// Why no call can be placed; `nil` when one can.
    var error: EngineError? {
        guard areUnreachable, let endpoint else { return nil }
        let words = "nobody answers at the PJSIP endpoint `\(endpoint)`: Asterisk finds its contact unreachable"
        var error = EngineError(outcome: .carrierError, words)
        error.isSilent = true
        return error
    }

    /// The action that asks how the contacts are; what changes afterwards is told by itself.
    var question: [UInt8]? {
        guard let endpoint else { return nil }
        var action = ManagerAction("PJSIPShowEndpoint", id: "callspool:contacts")
        do throws(ManagerAction.Fault) { try action.add("Endpoint", endpoint) } catch { return nil }
        return action.bytes
    }
}
