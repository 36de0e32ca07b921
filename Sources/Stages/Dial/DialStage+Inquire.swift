import CallspoolCore
import Logging

// What the engine is asked: about calls that should have ended, and about those that are stuck.
extension DialStage {
    /// How many stuck calls are asked about in one turn, so that those that go out are not held up for long.
    private static let recallLimit = 200

    /// Asks about attempts that should have ended.
    func inquire(_ turn: inout DialTurn) async {
        let overdue = turn.machine.overdue(clock.now)
        guard !overdue.isEmpty else { return }
        var answers: [(CallKey, Inquiry)] = []
        for attempt in overdue { answers.append((attempt.key, await dialer.inquire(attempt))) }
        // An engine that knows a call no more may have reported its end a moment ago: the reports go first.
        for report in inbox.take() { turn.unrecorded.append(contentsOf: turn.machine.reported(report).fact) }
        var lost = 0
        for (key, answer) in answers {
            let facts = turn.machine.inquired(key, answer, clock.now).fact
            lost += facts.count(where: \.isLoss)
            turn.unrecorded.append(contentsOf: facts)
        }
        guard lost > 0 else { return }
        let words = lost == 1 ? "a call is stuck: its outcome was" : "\(lost) calls are stuck: their outcome was"
        log.warning("\(words) lost, and nothing stuck is dialled again; see: callspool stuck")
    }

    /// Asks about some of the stuck calls; on a start, and when the engine is back, each is asked about once.
    func recall(_ turn: inout DialTurn) async {
        guard !turn.unasked.isEmpty else { return }
        let asked = turn.unasked.prefix(DialStage.recallLimit)
        turn.unasked.removeFirst(asked.count)
        var settled = 0
        for one in asked {
            let facts = turn.machine.found(one, await dialer.inquire(one.attempt), clock.now).fact
            settled += facts.count(where: \.isSettlement)
            turn.unrecorded.append(contentsOf: facts)
        }
        if settled == 0 { return }
        log.notice(
            "\(settled == 1 ? "a stuck call is" : "\(settled) stuck calls are") settled: the engine knows more by now"
        )
    }
}
