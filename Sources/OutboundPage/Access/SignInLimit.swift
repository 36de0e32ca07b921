internal import CallspoolCore

/// How often signing in may fail: for one address, and for one name from anywhere.
///
/// After a few failures in a row each further try waits twice as long, up to a quarter of an hour. A success forgets the
/// failures of its address and name.
struct SignInLimit: Equatable, Sendable {
    private struct Failures: Equatable {
        var count = 0
        var until = Timestamp(milliseconds: 0)
        var last = Timestamp(milliseconds: 0)
    }

    /// Failures that cost nothing.
    static let free = 5
    /// The longest wait; what is older than this is forgotten.
    static let longest = Duration.seconds(900)
    /// How many addresses and names are remembered: an attack from everywhere must not fill the memory.
    static let most = 10_000

    private var failures: [String: Failures] = [:]

    /// How many addresses and names are remembered now.
    var remembered: Int { failures.count }

    /// Until when nobody may try from this address or with this name; `nil` when they may.
    func wait(address: String, name: String, now: Timestamp) -> Timestamp? {
        let until = keys(address, name).compactMap { failures[$0]?.until }.max()
        return until.flatMap { $0 > now ? $0 : nil }
    }

    /// A try failed.
    mutating func failed(address: String, name: String, now: Timestamp) {
        if failures.count > SignInLimit.most { forget(now) }
        for key in keys(address, name) {
            var known = failures[key] ?? Failures()
            if now - known.last > SignInLimit.longest { known = Failures() }
            known.count += 1
            known.last = now
            if known.count >= SignInLimit.free {
                let doublings = min(known.count - SignInLimit.free, 10)
                known.until = now + min(.seconds(1 << doublings), SignInLimit.longest)
            }
            failures[key] = known
        }
    }

    /// A try succeeded.
    mutating func succeeded(address: String, name: String) {
        for key in keys(address, name) { failures[key] = nil }
    }

    /// Forgets what is old; when that does not make room, everything.
    private mutating func forget(_ now: Timestamp) {
        failures = failures.filter { now - $0.value.last <= SignInLimit.longest }
        if failures.count > SignInLimit.most { failures.removeAll() }
    }

    private func keys(_ address: String, _ name: String) -> [String] { ["address " + address, "name " + name] }
}
