internal import CallspoolCore

/// How often signing in may fail: for a name from one address, and for one address with whatever names.
///
/// After a few failures in a row each further try waits twice as long, up to a quarter of an hour. A name by itself is
/// never held: else a stranger who knows it could keep its owner out. A success forgets the failures of its name from its
/// address, and no others.
struct SignInLimit: Equatable, Sendable {
    private struct Failures: Equatable {
        var count = 0
        var until = Timestamp(milliseconds: 0)
        var last = Timestamp(milliseconds: 0)
    }

    /// Failures that cost nothing, of a name from an address.
    static let free = 5
    /// Failures that cost nothing, of an address: several people may sit behind one.
    static let freeOfAddress = 20
    /// The longest wait; what is older than this is forgotten.
    static let longest = Duration.seconds(900)
    /// How many addresses and names are remembered: an attack from everywhere must not fill the memory.
    static let most = 10_000

    private var failures: [String: Failures] = [:]

    /// How many addresses and names are remembered now.
    var remembered: Int { failures.count }

    /// Until when nobody may try from this address with this name; `nil` when they may.
    func wait(address: String, name: String, now: Timestamp) -> Timestamp? {
        let until = keys(address, name).compactMap { failures[$0.key]?.until }.max()
        return until.flatMap { $0 > now ? $0 : nil }
    }

    /// A try failed.
    mutating func failed(address: String, name: String, now: Timestamp) {
        if failures.count > SignInLimit.most { forget(now) }
        for (key, free) in keys(address, name) {
            var known = failures[key] ?? Failures()
            if now - known.last > SignInLimit.longest { known = Failures() }
            known.count += 1
            known.last = now
            if known.count >= free {
                let doublings = min(known.count - free, 10)
                known.until = now + min(.seconds(1 << doublings), SignInLimit.longest)
            }
            failures[key] = known
        }
    }

    /// A try succeeded: it was not a failure of the address's either.
    mutating func succeeded(address: String, name: String) {
        let keys = keys(address, name)
        failures[keys[0].key] = nil
        guard var known = failures[keys[1].key] else { return }
        known.count -= 1
        failures[keys[1].key] = known.count > 0 ? known : nil
    }

    /// Forgets what is old; when that does not make room, everything.
    private mutating func forget(_ now: Timestamp) {
        failures = failures.filter { now - $0.value.last <= SignInLimit.longest }
        if failures.count > SignInLimit.most { failures.removeAll() }
    }

    private func keys(_ address: String, _ name: String) -> [(key: String, free: Int)] {
        let place = ClientPlace.of(address)
        return [("\(place) \(name)", SignInLimit.free), (place, SignInLimit.freeOfAddress)]
    }
}
