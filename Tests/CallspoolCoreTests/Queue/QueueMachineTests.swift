import CallspoolCore
import Testing

@Suite("The queue's policy over all campaigns")
struct QueueMachineTests {
    @Test("claims by weight, and no more than it is asked for")
    func weights() {
        var machine = QueueMachine()
        var placed: [Int32: Int] = [:]
        var places: [Int] = []
        let hasMoved = machine.claim(30, among: [1, 2]) { campaign, place in
            placed[campaign, default: 0] += 1
            places.append(place)
            return .claimed(weight: campaign == 1 ? 2 : 1)
        }
        #expect(hasMoved && placed == [1: 20, 2: 10])
        #expect(places == Array(0..<30))
    }

    @Test("leaves a campaign that has nothing, and says when nobody had anything")
    func nothing() {
        var machine = QueueMachine()
        var asked: [Int32] = []
        let hasMoved = machine.claim(5, among: [3, 1, 2]) { campaign, _ in
            asked.append(campaign)
            return .nothing
        }
        #expect(!hasMoved && asked == [1, 2, 3])
    }

    @Test("passes over a bounded number of one campaign's calls, and the others have their turn")
    func bounded() {
        var machine = QueueMachine()
        var (passed, placed) = (0, 0)
        let hasMoved = machine.claim(10, among: [1, 2]) { campaign, _ in
            if campaign == 1 {
                passed += 1
                return .passedOver
            }
            placed += 1
            return .claimed(weight: 1)
        }
        #expect(hasMoved && placed == 10 && passed == QueueMachine.passLimit)
    }

    @Test("a claim that fails ends the turn, and what was claimed before counts for the next one")
    func failure() {
        struct Failure: Error {}
        var machine = QueueMachine()
        #expect(throws: Failure.self) {
            try machine.claim(10, among: [1, 2]) { campaign, place in
                if place == 1 { throw Failure() }
                return .claimed(weight: 1)
            }
        }
        var next: [Int32] = []
        machine.claim(1, among: [1, 2]) { campaign, _ in
            next.append(campaign)
            return .claimed(weight: 1)
        }
        #expect(next == [2])
    }
}

@Suite("One campaign's part of the policy")
struct CampaignMachineTests {
    private let now = Timestamp(seconds: 1_795_528_000)

    private func machine(_ numbers: Int = 3, hours: [CallingHours] = []) -> CampaignMachine {
        CampaignMachine(CampaignQueue(Campaign(name: "spring"), total: numbers), windows: CallingWindows(hours))
    }

    @Test("gives its calls out in file order, and nothing when all are out")
    func order() throws {
        var machine = machine(2)
        for index in 1...2 {
            guard case .place(let taken) = machine.claim(now, judge: { _, _ in .go }) else {
                Issue.record("no call is claimed")
                return
            }
            #expect(taken.index == index && taken.attempt == 1)
            machine.apply(.dialing(index: index, attempt: 1, previous: nil), at: now, position: LogPosition(index))
        }
        guard case .nothing = machine.claim(now, judge: { _, _ in .go }) else {
            Issue.record("a call is claimed that is in progress")
            return
        }
        #expect(machine.queue.counts.dialing == 2)
    }

    @Test("a call that must wait is not asked for again before its time; the next one is")
    func waits() {
        var machine = machine(2)
        let until = now + .seconds(600)
        var asked: [Int] = []
        let limit = LimitReached(limit: .gap(.seconds(600)), attempts: 1, until: until)
        for instant in [now, now, now, until] {
            _ = machine.claim(instant) { index, _ in
                asked.append(index)
                return index == 1 && instant < until ? .wait(until: until, .limit(limit)) : .go
            }
        }
        #expect(asked == [1, 2, 1])
    }

    @Test("when a job cannot be read its call stays where it was")
    func unreadable() throws {
        struct Failure: Error {}
        var machine = machine(1)
        #expect(throws: Failure.self) { _ = try machine.claim(now) { _, _ in throw Failure() } }
        #expect(machine.queue.counts.pending == 1)
        guard case .place(let taken) = machine.claim(now, judge: { _, _ in .go }) else {
            Issue.record("the call is lost")
            return
        }
        #expect(taken.index == 1)
    }

    @Test(
        "ten failures of our own configuration in a row suspend it, with the codes of the last one; one other does not"
    )
    func suspension() {
        var machine = machine(12)
        let result = AttemptResult(
            outcome: .notPermitted,
            calleeType: .none,
            codes: EngineCodes(sipStatus: 403),
            engine: "paper",
            dialedAt: now,
            endedAt: now
        )
        for index in 1...10 {
            #expect(machine.suspension(after: result) == nil)
            machine.apply(.dialing(index: index, attempt: 1, previous: nil), at: now, position: 0)
            machine.apply(.ended(index: index, .notPermitted, .final(.failed)), at: now, position: 0)
        }
        let why = machine.suspension(after: result)
        #expect(why == "10 calls in a row failed for our own configuration, the last with not_permitted, SIP 403")
        machine.apply(.suspended(by: "x"), at: now, position: 0)
        #expect(machine.suspension(after: result) == nil)
    }
}
