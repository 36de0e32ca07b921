internal import CallspoolCore
internal import Spool
internal import Stages
internal import Synchronization

/// One run of the whole program over the plan of a seed.
public final class SimulationRun {
    /// What a run came to.
    public struct Report: Sendable {
        /// The seed.
        public var seed: UInt64
        /// What is wrong; a sentence each, its rule first.
        public var faults: [String]
        /// How often each kind of thing happened.
        public var figures: [String: Int]
        /// What happened; empty unless traced.
        public var trace: [String]
        /// Every byte that the spool holds at the end, by path: the same for the same seed.
        public var files: [String: [UInt8]]
    }

    /// Jobs in one instant beyond which somebody goes round in circles.
    private static let jobsAtOnce = 50_000
    /// How long the calm lasts at most; what is not over then is a fault.
    private static let longest: Int64 = 20 * 86_400_000

    let plan: SimulationPlan
    private let mutation: Mutation?
    let world: SimulatedWorld
    private let executor: DeterministicExecutor
    private var program: SimulatedProgram?
    private var task: Task<Void, Never>?
    private var nextStart: Int64? = 0
    private var nextEvent = 0
    private var isLeaving = false
    private var isStuck = false
    private var lastChange: Int64 = 0
    private var changes = 0
    /// What was on the spool's do-not-call list when it was moved away.
    var lostList: [String]?

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - plan: what is to happen.
    ///   - logs: where what happens to campaigns is kept.
    ///   - mutation: a defect that is to be found.
    ///   - isTraced: whether everything that happens is written down.
    public init(
        _ plan: SimulationPlan,
        logs: SimulatedLogs = .files,
        mutation: Mutation? = nil,
        isTraced: Bool = false
    ) {
        self.plan = plan
        self.mutation = mutation
        world = SimulatedWorld(plan, logs: logs, isTraced: isTraced)
        let random = SeededRandom(plan.seed &+ 0xC0FFEE)
        executor = DeterministicExecutor(choosing: plan.isShuffled ? random : nil)
    }

    /// Lets everything happen, then lets the program finish in peace, and audits what came of it.
    public func run() -> Report {
        world.disk.set(time: world.clock.now.milliseconds)
        for folder in SimulatedWorld.layout.folders { setUp(folder) }
        world.disk.settle()
        setUpList()
        while !isStuck, step() {}
        world.count("virtual seconds", Int(world.clock.elapsed / 1000))
        let record = world.record.withLock { $0 }
        var faults = record.faults
        if !isStuck { faults += SimulationAudit(plan, record, world.disk).faults() }
        return Report(
            seed: plan.seed,
            faults: faults,
            figures: record.figures,
            trace: record.trace,
            files: world.disk.files
        )
    }

    private func setUp(_ folder: String) {
        do { try world.disk.makeFolder(folder) } catch { world.fault("set-up: \(error)") }
    }

    /// Whatever is next.
    ///
    /// - Returns: whether the run goes on.
    private func step() -> Bool {
        startWhenDue()
        guard executor.run(atMost: SimulationRun.jobsAtOnce) else {
            isStuck = true
            world.fault("circles: the program works without end while no time passes")
            return false
        }
        if program != nil, world.isDead { bury() }
        noteChange()
        if let program, program.isOver { left() }
        if isDone {
            guard program != nil else { return false }
            leave(grace: .seconds(60))
        }
        return passTime()
    }

    private func passTime() -> Bool {
        let event = nextEvent < plan.events.count ? plan.events[nextEvent].at : nil
        let wake = program == nil ? nextStart : world.clock.nextWake
        let calm = world.life.withLock { $0.isCalm } ? nil : plan.calmAt
        guard let next = [event, wake, calm].compactMap({ $0 }).min() else {
            world.fault("sleep: nobody will ever wake the program again")
            return false
        }
        world.clock.pass(to: next)
        world.disk.set(time: world.clock.now.milliseconds)
        while nextEvent < plan.events.count, plan.events[nextEvent].at <= world.clock.elapsed {
            nextEvent += 1
            happen(plan.events[nextEvent - 1].what)
        }
        if let calm, calm <= world.clock.elapsed { calmDown() }
        return true
    }

    private func startWhenDue() {
        guard program == nil, let start = nextStart, start <= world.clock.elapsed else { return }
        nextStart = nil
        isLeaving = false
        world.life.withLock { $0.number += 1 }
        world.count("lives")
        world.note("starts")
        // What ailed the disk may do so still.
        if world.disk.isInTrouble { noteTrouble() }
        let program = SimulatedProgram(world, mode: plan.ticks ? .tick : .stay, mutation: mutation)
        self.program = program
        task = program.start(on: executor)
    }

    /// The program has left by itself, or because it was told to.
    private func left() {
        world.note("has left")
        program = nil
        task = nil
        planNextStart(least: 1)
    }

    private func planNextStart(least: Int64) {
        let now = world.clock.now
        let pause =
            plan.ticks
            ? (TickSchedule(minutes: plan.settings.ticks).next(after: now) - now).milliseconds
            : Int64(world.draw { $0.draw(1...30) }) * 1000
        nextStart = world.clock.elapsed + max(least, pause)
    }

    /// The process is gone: what is left of its tasks comes to its end without effect, then the disk shows what is left.
    private func bury() {
        world.note("is dead")
        world.count("deaths")
        program?.leave(grace: .zero)
        // It looks for requests each second until the last part has left, which may wait for a delivery.
        for _ in 0..<20_000 {
            guard executor.run(atMost: SimulationRun.jobsAtOnce), !(program?.isOver ?? true) else { break }
            if let wake = world.clock.nextWake { world.clock.pass(to: wake) }
        }
        if !(program?.isOver ?? true) {
            isStuck = true
            world.fault("end: the program does not come to its end when its disk is dead")
        }
        program = nil
        task = nil
        noteTrouble()
        world.record.withLock { $0.live = [:] }
        world.life.withLock { $0.placingsLeft = nil }
        world.disk.crash(survival)
        // A second at least: so long a new process needs, and so long the pace of the old one is remembered by nobody.
        planNextStart(least: 1000)
    }

    private var survival: MemoryDisk.Survival {
        guard plan.losesPower else { return .everything }
        return world.draw { random in random.chance(0.4) ? .synced : .some(seed: random.next()) }
    }

    private func noteTrouble() {
        let life = world.life.withLock { $0.number }
        world.record.withLock { _ = $0.troubledLives.insert(life) }
    }

    private func happen(_ what: SimulationPlan.Happening) {
        world.note("happens: \(what)")
        switch what {
        case .drop(let place):
            world.note("the file:\n\(plan.campaigns[place].file(mutation))")
            if let hours = plan.settings.callingHours {
                let days = hours.days.sorted()
                let zone = hours.zone ?? "callee"
                world.note("the spool's hours: \(hours.from) to \(hours.to), days \(days), zone \(zone)")
            }
            drop(plan.campaigns[place], as: plan.campaigns[place].fileName)
            world.record.withLock { _ = $0.dropped.insert(place) }
        case .dropAgain(let place):
            drop(plan.campaigns[place], as: plan.campaigns[place].secondFileName)
            world.count("files dropped again")
            world.record.withLock { _ = $0.droppedAgain.insert(place) }
        case .add(let place):
            let addition = plan.additions[place]
            world.disk.drop("\(SimulatedWorld.layout.incoming)/\(addition.file)", addition.text)
            world.count("additions")
            world.record.withLock { _ = $0.addedFiles.insert(place) }
        case .request(let action, let campaign, let call): request(action, campaign, call)
        case .leave(let grace): leave(grace: grace)
        case .setBack(let span):
            world.clock.setBack(by: span)
            world.count("clocks set back")
        case .kill: if program != nil { world.disk.die() }
        case .diePlacing(let after, let isHeard):
            world.life.withLock { life in
                life.placingsLeft = after
                life.isLastHeard = isHeard
            }
        case .list(let number, let campaign): list(number, campaign)
        case .loseList: loseList()
        case .mendList: writeList(world.disk.lines(SimulationRun.list))
        default: trouble(what)
        }
    }

    private func drop(_ campaign: SimulatedCampaign, as name: String) {
        if campaign.hasListFile {
            let path = "\(SimulatedWorld.layout.incoming)/\(campaign.listName)"
            world.disk.drop(path, campaign.doNotCall.map { "\($0)\n" }.joined())
        }
        world.disk.drop("\(SimulatedWorld.layout.incoming)/\(name)", campaign.file(mutation))
    }

    /// What happens to the disk.
    private func trouble(_ what: SimulationPlan.Happening) {
        let next = world.disk.operations + 1
        switch what {
        case .fill(let room):
            world.disk.change { $0.room = room }
            world.count("disks filled")
        case .empty: world.disk.change { $0.room = nil }
        case .breakSyncs:
            world.disk.change { $0.syncFails = true }
            world.count("syncs broken")
        case .mendSyncs: world.disk.change { $0.syncFails = false }
        case .breakReads:
            world.disk.change { $0.readFails = true }
            world.count("reads broken")
        case .mendReads: world.disk.change { $0.readFails = false }
        case .fail(let after):
            world.disk.change { $0.failing = [next + after] }
            world.count("operations failed")
        case .dieWriting(let after, let hasEffect):
            world.disk.change { faults in
                faults.diesAt = next + after
                faults.diesAfter = hasEffect
            }
            return
        default: return
        }
        noteTrouble()
    }

    private func request(_ action: ControlRequest.Action, _ campaign: Int?, _ call: Int) {
        var target = campaign.map { plan.campaigns[$0].name } ?? "all"
        if action == .cancel {
            let journal = world.disk.lines(SimulatedWorld.layout.campaign(target).journal)
            guard let tag = journal.first.flatMap(SimulationRun.tag) else { return }
            target += "-\(tag)-\(call)"
        }
        let name = "\(target).\(action.rawValue)"
        world.disk.drop("\(SimulatedWorld.layout.control)/\(name)", "simulation\n")
        world.record.withLock { record in
            let order = record.nextOrder()
            record.waiting[name] = record.waiting[name] ?? order
        }
        program?.requestsArrived()
    }

    private static func tag(_ line: String) -> String? {
        line.split(separator: "\"tag\":\"").dropFirst().first?.split(separator: "\"").first.map(String.init)
    }

    private func leave(grace: Duration) {
        guard program != nil, !isLeaving else { return }
        isLeaving = true
        world.note("is told to leave within \(grace)")
        world.count("terminations")
        program?.leave(grace: grace)
    }

    /// From here on nothing goes wrong any more, and whatever was suspended may go on.
    private func calmDown() {
        world.note("calm")
        world.disk.change { $0 = MemoryDisk.Faults() }
        world.life.withLock { life in
            life.isCalm = true
            life.placingsLeft = nil
        }
        lastChange = world.clock.elapsed
        request(.resume, nil, 1)
    }

    private func noteChange() {
        let changes = world.disk.changes
        guard changes != self.changes else { return }
        lastChange = world.clock.elapsed
        world.note("\(changes - self.changes) changes on the disk, up to: \(world.disk.lastOperation)")
        self.changes = changes
    }

    /// Whether everything is over, or nothing has changed for longer than anything can take.
    private var isDone: Bool {
        guard world.life.withLock({ $0.isCalm }), nextEvent == plan.events.count else { return false }
        if world.clock.elapsed - lastChange > plan.patience { return true }
        if world.clock.elapsed - plan.calmAt > SimulationRun.longest { return true }
        return world.disk.isFinished
    }
}
