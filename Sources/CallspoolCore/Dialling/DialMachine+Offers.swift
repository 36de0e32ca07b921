extension DialMachine {
    /// The most that is offered at once: what a commit can take in one go.
    public static let mostOffers = 20_000

    /// For every call that may be claimed now, the place of the trunk that it is to go out through, in order.
    ///
    /// Within the spool's caps and each trunk's, by the trunks' weights. Changes nothing: what was taken up is told by
    /// `claimed`. At most `mostOffers`.
    public func offers(_ now: Timestamp) -> [Int] {
        let room = room(now)
        guard room > 0 else { return [] }
        if trunks.count == 1 { return Array(repeating: 0, count: min(room, trunks[0].room(now))) }
        var rooms = trunks.map { $0.room(now) }
        var scheduler = scheduler
        var offers: [Int] = []
        while offers.count < room, let trunk = scheduler.next(rooms) {
            scheduler.took(trunk, rooms)
            rooms[trunk] -= 1
            offers.append(trunk)
        }
        return offers
    }

    /// When there may be room again by pace, rest or recovery; `nil` when only the end of a call makes some.
    public func nextRoom(_ now: Timestamp) -> Timestamp? {
        guard mode == .dialling, live.count < limits.concurrentCalls ?? .max else { return nil }
        return trunks.compactMap { $0.nextRoom(now) }.min()
            .map { max($0, pace.nextAllowed(now), restsUntil ?? $0) }
    }

    /// What the spool's own caps leave.
    private func room(_ now: Timestamp) -> Int {
        guard mode == .dialling, restsUntil.map({ $0 <= now }) ?? true else { return 0 }
        let concurrent = (limits.concurrentCalls ?? .max) - live.count
        return max(0, min(concurrent, pace.room(now), DialMachine.mostOffers))
    }
}
