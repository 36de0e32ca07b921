/// How long to wait before the next try to connect.
struct BackOff: Equatable, Sendable {
    /// The first wait; each further one is twice as long.
    static let first = Duration.milliseconds(500)
    /// The longest wait.
    static let longest = Duration.seconds(30)
    /// The wait after a refused login: only a person can repair that, and some servers lock out who tries too often.
    static let afterDenial = Duration.seconds(60)

    private var failures = 0
    private var isDenied = false

    /// A try has failed, or the connection was lost.
    mutating func failed(isDenied: Bool) {
        failures += 1
        self.isDenied = isDenied
    }

    /// How long to wait now.
    var wait: Duration {
        if isDenied { return BackOff.afterDenial }
        return min(BackOff.longest, BackOff.first * (1 << min(max(0, failures - 1), 10)))
    }
}
