internal import CallspoolCore

extension Value where Result == PageSettings {
    /// How the outbound page is served; whether that may be is asked when it is.
    static let page = Value.map(of: .page, into: PageSettings()) { page, _, _ in page }
}

extension Form where Draft == PageSettings {
    /// How the outbound page is served.
    static let page = Form([
        FormKey("listen", .listenAddress) { ($0.host, $0.port) = ($1.host, $1.port) },
        FormKey("users", .settingsPath) { $0.users = $1 },
        FormKey("token_file", .settingsPath) { $0.tokenFile = $1 },
        FormKey("tls_certificate", .settingsPath) { $0.certificate = $1 },
        FormKey("tls_key", .settingsPath) { $0.key = $1 },
        FormKey("behind_proxy", .flag) { $0.isBehindProxy = $1 },
        FormKey("mask", .flag) { $0.masks = $1 },
    ])
}

extension Value where Result == PageSettings {
    fileprivate static let listenAddress = Value.text("`ADDRESS:PORT`, such as `127.0.0.1:8080`") { text in
        var settings = PageSettings()
        return settings.listen(at: text) ? settings : nil
    }
}
