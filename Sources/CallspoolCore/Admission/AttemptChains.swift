/// The instants at which numbers were attempted: for each number a chain, the one noted last first.
///
/// 12 bytes an attempt, and a table of 8 + 4 bytes a number with its spare room; no object for either.
struct AttemptChains: Sendable {
    /// The end of a chain.
    private static let none = UInt32.max

    /// The first link of each number's chain.
    private var first: [UInt64: UInt32] = [:]
    /// The links: when, in milliseconds, and the one noted before it.
    ///
    /// Two arrays, because together a link would be padded to 16 bytes.
    private var times: [Int64] = []
    private var earlier: [UInt32] = []
    /// The first of the links that are free again.
    private var free = AttemptChains.none
    /// How many links are in use.
    private(set) var attempts = 0

    /// How many numbers have a chain.
    var numbers: Int { first.count }

    /// Notes an attempt.
    mutating func add(_ number: UInt64, _ at: Timestamp) {
        let before = first[number] ?? Self.none
        attempts += 1
        if free != Self.none {
            let place = free
            free = earlier[Int(place)]
            times[Int(place)] = at.milliseconds
            earlier[Int(place)] = before
            first[number] = place
        } else {
            times.append(at.milliseconds)
            earlier.append(before)
            first[number] = UInt32(times.count - 1)
        }
    }

    /// Drops one attempt of this very instant, if there is one.
    mutating func remove(_ number: UInt64, _ at: Timestamp) {
        var later = Self.none
        var place = first[number] ?? Self.none
        while place != Self.none, times[Int(place)] != at.milliseconds {
            later = place
            place = earlier[Int(place)]
        }
        if place != Self.none { unlink(place, after: later, of: number) }
    }

    /// Drops every attempt that is not after an instant; in place, so that no second copy is ever held.
    mutating func forget(before oldest: Timestamp) {
        let stale = first.compactMap { hasLink($0.value, until: oldest) ? $0.key : nil }
        for number in stale {
            var later = Self.none
            var place = first[number] ?? Self.none
            while place != Self.none {
                let before = earlier[Int(place)]
                if times[Int(place)] > oldest.milliseconds {
                    later = place
                } else {
                    unlink(place, after: later, of: number)
                }
                place = before
            }
        }
    }

    /// How many attempts to a number are after an instant.
    func count(_ number: UInt64, after instant: Timestamp) -> Int {
        var count = 0
        var place = first[number] ?? Self.none
        while place != Self.none {
            if times[Int(place)] > instant.milliseconds { count += 1 }
            place = earlier[Int(place)]
        }
        return count
    }

    /// The attempts to a number, the one noted last first.
    func instants(_ number: UInt64) -> [Timestamp] {
        var instants: [Timestamp] = []
        var place = first[number] ?? Self.none
        while place != Self.none {
            instants.append(Timestamp(milliseconds: times[Int(place)]))
            place = earlier[Int(place)]
        }
        return instants
    }

    private func hasLink(_ chain: UInt32, until instant: Timestamp) -> Bool {
        var place = chain
        while place != Self.none {
            if times[Int(place)] <= instant.milliseconds { return true }
            place = earlier[Int(place)]
        }
        return false
    }

    /// Takes a link out of a number's chain; `later` is the one that leads to it, if any.
    private mutating func unlink(_ place: UInt32, after later: UInt32, of number: UInt64) {
        let before = earlier[Int(place)]
        if later != Self.none {
            earlier[Int(later)] = before
        } else {
            first[number] = before == Self.none ? nil : before
        }
        earlier[Int(place)] = free
        free = place
        attempts -= 1
    }
}
