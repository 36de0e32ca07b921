import CallspoolCore
import Testing

@Suite("Whose turn it is")
struct ShipMachineTests {
    @Test("A host gets as many workers as it has records, up to the cap, and no more while they are at work")
    func cap() {
        var machine = ShipMachine(perHost: 3)
        machine.ready(1, at: "a", records: 2)
        #expect(machine.openings() == ["a", "a"])
        machine.ready(1, at: "a", records: 100)
        #expect(machine.openings() == ["a"])
        machine.ready(1, at: "a", records: 100)
        #expect(machine.openings() == [])
        #expect(machine.working == 3)
    }

    @Test("A host whose requests hang takes nothing from another")
    func hosts() {
        var machine = ShipMachine(perHost: 2)
        machine.ready(1, at: "hangs", records: 100)
        #expect(machine.openings() == ["hangs", "hangs"])
        machine.ready(1, at: "hangs", records: 100)
        machine.ready(2, at: "works", records: 100)
        #expect(machine.openings() == ["works", "works"])
        #expect(machine.turn(at: "works") == 2)
    }

    @Test("Campaigns of one host take turns")
    func fairness() {
        var machine = ShipMachine(perHost: 1)
        for campaign in 1...3 { machine.ready(campaign, at: "a", records: 10) }
        #expect(machine.openings() == ["a"])
        #expect((0..<6).map { _ in machine.turn(at: "a") } == [1, 2, 3, 1, 2, 3])
    }

    @Test("When a campaign has nothing more, the others' turns go on in order")
    func exhausted() {
        var machine = ShipMachine(perHost: 1)
        for campaign in 1...3 { machine.ready(campaign, at: "a", records: 10) }
        _ = machine.openings()
        #expect(machine.turn(at: "a") == 1)
        #expect(machine.turn(at: "a") == 2)
        machine.exhausted(2, at: "a")
        #expect(machine.turn(at: "a") == 3)
        #expect(machine.turn(at: "a") == 1)
        machine.exhausted(1, at: "a")
        machine.exhausted(3, at: "a")
        #expect(machine.turn(at: "a") == nil)
        #expect(machine.working == 0)
    }

    @Test("A campaign that is ready again after the last worker has gone gets a worker again")
    func again() {
        var machine = ShipMachine(perHost: 1)
        machine.ready(1, at: "a", records: 1)
        _ = machine.openings()
        machine.exhausted(1, at: "a")
        #expect(machine.turn(at: "a") == nil)
        #expect(!machine.hasWork)
        machine.ready(1, at: "a", records: 1)
        #expect(machine.openings() == ["a"])
        #expect(machine.turn(at: "a") == 1)
    }

    @Test("Halted, no worker starts and none gets a turn; resumed, they do")
    func halt() {
        var machine = ShipMachine(perHost: 2)
        machine.ready(1, at: "a", records: 10)
        #expect(machine.openings() == ["a", "a"])
        machine.halt()
        #expect(machine.turn(at: "a") == nil)
        #expect(machine.turn(at: "a") == nil)
        #expect(machine.working == 0)
        machine.ready(1, at: "a", records: 10)
        #expect(machine.openings() == [])
        machine.resume()
        #expect(machine.openings() == ["a", "a"])
        #expect(machine.turn(at: "a") == 1)
    }
}
