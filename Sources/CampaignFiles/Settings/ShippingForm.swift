internal import CallspoolCore

extension Value where Result == ShippingSettings {
    static let shipping = Value.map(of: .shipping, into: ShippingSettings()) { shipping, _, _ in shipping }
}

extension Form where Draft == ShippingSettings {
    /// How status records are delivered.
    static let shipping = Form([
        FormKey("schedule", .list(of: .duration(1...604_800), 0...50)) { $0.schedule = $1 },
        FormKey("per_host", .whole(1...1000)) { $0.perHost = $1 },
        FormKey("timeout", .duration(1...300)) { $0.timeout = $1 },
        FormKey("batch_wait", .duration(0...60)) { $0.batchWait = $1 },
        FormKey("connect_timeout", .duration(1...60)) { $0.connectTimeout = $1 },
        FormKey("ca_file", .settingsPath) { $0.caFile = $1 },
        FormKey("proxy", .proxy) { $0.proxy = $1 },
        FormKey("allow_hosts", .list(of: .hostPattern, 1...1000)) { $0.hosts.allowed = $1 },
        FormKey("deny_private", .flag) { $0.hosts.deniesPrivate = $1 },
    ])
}

extension Value where Result == ProxyAddress {
    fileprivate static let proxy = Value.text(
        "`http://HOST:PORT`, or `http://USER:PASSWORD@HOST:PORT`",
        isSecret: true
    ) { ProxyAddress($0) }
}

extension Value where Result == HostPattern {
    fileprivate static let hostPattern = Value.text(
        "a host's name or address, without a port, or `*.` and a name, or `*`"
    ) { HostPattern($0) }
}
