import CallspoolCore
import Testing

@Suite("Whose turn it is")
struct ShipMachineTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func machine(perHost: Int = 8) -> ShipMachine {
        var settings = ShippingSettings()
        settings.perHost = perHost
        return ShipMachine(settings)
    }

    /// A worker's request is answered, and it asks for its next turn.
    @discardableResult
    private func answer(_ answer: HostAnswer, _ machine: inout ShipMachine, at host: String = "a") -> Int? {
        _ = machine.answered(answer, at: host, took: .milliseconds(1), now: now, random: 0.5)
        return machine.turn(at: host, now: now)
    }

    @Test("A host begins with two workers, gets one more for each good answer, and no more than its cap")
    func cap() {
        var machine = machine(perHost: 3)
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: now) == ["a", "a"])
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: now) == [])
        for _ in 1...5 { answer(.well, &machine) }
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: now) == ["a"])
        #expect(machine.working == 3)
    }

    @Test("There are no more workers than requests to make")
    func few() {
        var machine = machine()
        machine.ready(1, at: "a", requests: 1)
        #expect(machine.openings(now: now) == ["a"])
    }

    @Test("A host whose requests hang takes nothing from another")
    func hosts() {
        var machine = machine(perHost: 2)
        machine.ready(1, at: "hangs", requests: 100)
        #expect(machine.openings(now: now) == ["hangs", "hangs"])
        machine.ready(1, at: "hangs", requests: 100)
        machine.ready(2, at: "works", requests: 100)
        #expect(machine.openings(now: now) == ["works", "works"])
        #expect(machine.turn(at: "works", now: now) == 2)
    }

    @Test("Campaigns of one host take turns")
    func fairness() {
        var machine = machine(perHost: 1)
        for campaign in 1...3 { machine.ready(campaign, at: "a", requests: 10) }
        #expect(machine.openings(now: now) == ["a"])
        #expect((0..<6).map { _ in machine.turn(at: "a", now: now) } == [1, 2, 3, 1, 2, 3])
    }

    @Test("When a campaign has nothing more, the others' turns go on in order")
    func exhausted() {
        var machine = machine(perHost: 1)
        for campaign in 1...3 { machine.ready(campaign, at: "a", requests: 10) }
        _ = machine.openings(now: now)
        #expect(machine.turn(at: "a", now: now) == 1)
        #expect(machine.turn(at: "a", now: now) == 2)
        machine.exhausted(2, at: "a")
        #expect(machine.turn(at: "a", now: now) == 3)
        #expect(machine.turn(at: "a", now: now) == 1)
        machine.exhausted(1, at: "a")
        machine.exhausted(3, at: "a")
        #expect(machine.turn(at: "a", now: now) == nil)
        #expect(machine.working == 0)
    }

    @Test("A campaign that is ready again after the last worker has gone gets a worker again")
    func again() {
        var machine = machine(perHost: 1)
        machine.ready(1, at: "a", requests: 1)
        _ = machine.openings(now: now)
        machine.exhausted(1, at: "a")
        #expect(machine.turn(at: "a", now: now) == nil)
        #expect(!machine.hasWork)
        machine.ready(1, at: "a", requests: 1)
        #expect(machine.openings(now: now) == ["a"])
        #expect(machine.turn(at: "a", now: now) == 1)
    }

    @Test("Halted, no worker starts and none gets a turn; resumed, they do")
    func halt() {
        var machine = machine(perHost: 2)
        machine.ready(1, at: "a", requests: 10)
        #expect(machine.openings(now: now) == ["a", "a"])
        machine.halt()
        #expect(machine.turn(at: "a", now: now) == nil)
        #expect(machine.turn(at: "a", now: now) == nil)
        #expect(machine.working == 0)
        machine.ready(1, at: "a", requests: 10)
        #expect(machine.openings(now: now) == [])
        machine.resume()
        #expect(machine.openings(now: now) == ["a", "a"])
        #expect(machine.turn(at: "a", now: now) == 1)
    }

    @Test("A host that fails loses its workers, rests, gets one as a probe, and all when that is answered well")
    func restAndProbe() {
        var machine = machine(perHost: 4)
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: now).count == 2)
        while machine.working > 0 { answer(.failed, &machine) }
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: now) == [])
        let later = now + .seconds(5)
        #expect(machine.nextProbe == later)
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: later) == ["a"])
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: later) == [])
        let effect = machine.answered(.well, at: "a", took: .zero, now: later, random: 0.5)
        #expect(effect.restsUntil == nil && effect.hasRoom)
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: later) == ["a", "a"])
        for _ in 1...2 { answer(.well, &machine) }
        machine.ready(1, at: "a", requests: 100)
        #expect(machine.openings(now: later) == ["a"] && machine.working == 4)
    }

    @Test("A probe that finds nothing to send is made when there is something")
    func emptyProbe() {
        var machine = machine()
        machine.ready(1, at: "a", requests: 100)
        _ = machine.openings(now: now)
        while machine.working > 0 { answer(.failed, &machine) }
        let later = now + .seconds(6)
        machine.ready(1, at: "a", requests: 1)
        #expect(machine.openings(now: later) == ["a"])
        machine.exhausted(1, at: "a")
        #expect(machine.turn(at: "a", now: later) == nil)
        #expect(machine.nextProbe == later)
        machine.ready(1, at: "a", requests: 1)
        #expect(machine.openings(now: later) == ["a"])
    }

    @Test("Nobody waits for the rest of a host for which there is nothing")
    func nothingAwaited() {
        var machine = machine()
        machine.ready(1, at: "a", requests: 1)
        _ = machine.openings(now: now)
        while machine.working > 0 { answer(.failed, &machine) }
        _ = machine.openings(now: now)
        #expect(machine.nextProbe == nil)
    }

    @Test("A host that has taken nothing for as long as the schedule lasts is named, once in some minutes")
    func permanent() {
        var machine = machine()
        machine.ready(1, at: "a", requests: 100)
        _ = machine.openings(now: now)
        while machine.working > 0 { answer(.failed, &machine) }
        let end = now + ShippingSettings().patience
        #expect(machine.hostsToGiveUp(now: end - .seconds(1)) == [])
        #expect(machine.hostsToGiveUp(now: end) == [], "nothing was tried for days")
        _ = machine.answered(.failed, at: "a", took: .zero, now: end, random: 0.5)
        #expect(machine.hostsToGiveUp(now: end) == ["a"])
        #expect(machine.hostsToGiveUp(now: end + .seconds(1)) == [])
        _ = machine.answered(.failed, at: "a", took: .zero, now: end + .seconds(600), random: 0.5)
        #expect(machine.hostsToGiveUp(now: end + .seconds(600)) == ["a"])
    }
}
