import HeapModule

extension Forecast {
    mutating func isDue(_ candidate: Int32) -> Bool {
        lines[Int(candidate) - 1].nextDue(now).map { $0 <= now } ?? false
    }

    /// Claims as the store does; whether anything was claimed or passed over.
    mutating func claim(_ offers: [Int]) -> Bool {
        let open = candidates.filter { lines[Int($0) - 1].due.map { $0 <= now } ?? false }
        var attempts: [Attempt] = []
        // Taken out for the turn, in which the rest of the forecast is asked and changed.
        var turn = policy
        let hasMoved = turn.claim(offers.count, among: open) { slot, ordinal in
            let place = Int(slot) - 1
            switch lines[place].claim(history, now) {
            case .place(let taken):
                attempts.append(begin(place, taken, trunk: offers[ordinal]))
                return .claimed(weight: lines[place].queue.campaign.priority)
            case .refuse(let taken, _):
                lines[place].machine.apply(.closed(index: taken.index, .rejected), at: now, position: 0)
                noteFinish(place)
                return .passedOver
            case .passedOver: return .passedOver
            case .nothing: return .nothing
            }
        }
        policy = turn
        for slot in over { policy.remove(slot) }
        over = []
        guard !attempts.isEmpty else { return hasMoved }
        machine.claimed(attempts, now)
        for (attempt, trunk) in zip(attempts, offers) { expectEnd(of: attempt, trunk: trunk, since: now) }
        run.curve.add(attempts.count, at: now)
        top()
        return true
    }

    private mutating func begin(_ place: Int, _ taken: TakenCall, trunk: Int) -> Attempt {
        let attempt = attempt(place, taken, trunk: trunk)
        if attempt.key == asked, run.asked == nil {
            run.asked = .placed(at: now, before: run.campaigns.map(\.placed))
        }
        if isLimited, !lines[place].given.numbers.isEmpty {
            history.add(lines[place].given.numbers[taken.index - 1], at: now)
        }
        lines[place].machine
            .apply(
                .dialing(index: taken.index, attempt: taken.attempt, previous: taken.previous),
                at: now,
                position: 0
            )
        if run.campaigns[place].first == nil {
            run.campaigns[place].first = now
            run.campaigns[place].before = run.campaigns.map(\.placed)
        }
        run.campaigns[place].placed += 1
        run.campaigns[place].last = now
        return attempt
    }

    func attempt(_ place: Int, _ taken: TakenCall, trunk: Int) -> Attempt {
        Attempt(
            key: CallKey(campaign: Int32(place + 1), index: Int32(taken.index)),
            number: taken.attempt,
            id: "",
            job: Forecast.job,
            callerID: nil,
            campaignRef: lines[place].queue.campaignRef,
            tries: taken.tries,
            trunk: trunks[trunk].name
        )
    }

    mutating func expectEnd(of attempt: Attempt, trunk: Int, since: Timestamp) {
        let limit = lines[Int(attempt.key.campaign) - 1].ringLimit
        let course = models[min(trunk, models.count - 1)].course(ringLimit: limit, &dice)
        let end = max(Timestamp(milliseconds: since.milliseconds + course.lasts), now)
        ends.insert(CallEnd(at: end, key: attempt.key, attempt: Int32(attempt.number), outcome: course.outcome))
    }

    mutating func top() {
        if machine.inProgress > run.top.calls { run.top = (machine.inProgress, now) }
    }
}
