internal import CallspoolCore
internal import Spool
internal import Synchronization

/// What people do to the do-not-call lists.
extension SimulationRun {
    static let list = SimulatedWorld.layout.root + "/do-not-call.txt"

    /// The spool's list as it is at the start, as old as the plan wants it.
    func setUpList() {
        let settings = plan.settings.doNotCall
        guard !plan.listed.isEmpty || settings.isNamed || settings.maxAge != nil else { return }
        let written = world.clock.now - plan.listAge
        world.disk.set(time: written.milliseconds)
        world.disk.drop(SimulationRun.list, plan.listed.map { "\($0)\n" }.joined())
        world.disk.set(time: world.clock.now.milliseconds)
        world.record.withLock { record in
            record.listWrites.append((elapsed: 0, at: written))
            record.listings += plan.listed.map { .init(phoneNumber: $0, campaign: nil, elapsed: 0) }
        }
    }

    /// A number is put on a list.
    func list(_ number: String, _ campaign: Int?) {
        let elapsed = world.clock.elapsed
        guard let campaign else {
            // What somebody moved away is not written to.
            guard !isListGone else { return }
            writeList(world.disk.lines(SimulationRun.list) + [number])
            world.record.withLock {
                $0.listings.append(.init(phoneNumber: number, campaign: nil, elapsed: elapsed))
            }
            return
        }
        let plan = plan.campaigns[campaign]
        let folder = SimulatedWorld.layout.campaign(plan.name)
        let path = folder.doNotCall(plan.hasListFile ? .file(plan.listName) : .numbers([]))
        // Nobody finds it there before the campaign is taken, nor after it is done.
        guard !world.disk.durable(folder.journal).isEmpty else { return }
        world.disk.drop(path, (world.disk.lines(path) + [number]).map { "\($0)\n" }.joined())
        world.count("numbers listed")
        world.record.withLock {
            $0.listings.append(.init(phoneNumber: number, campaign: plan.name, elapsed: elapsed))
        }
    }

    /// Somebody moves the list away; it is not lost.
    func loseList() {
        lostList = world.disk.lines(SimulationRun.list)
        world.disk.take(SimulationRun.list)
        world.count("lists lost")
        let elapsed = world.clock.elapsed
        world.record.withLock { $0.listGone.append(elapsed..<Int64.max) }
    }

    /// Somebody writes the list again.
    func writeList(_ lines: [String]) {
        let elapsed = world.clock.elapsed
        let now = world.clock.now
        let all = (lostList ?? []) + lines
        lostList = nil
        world.disk.drop(SimulationRun.list, all.map { "\($0)\n" }.joined())
        world.count("lists written")
        world.record.withLock { record in
            record.listWrites.append((elapsed: elapsed, at: now))
            if let last = record.listGone.popLast() {
                record.listGone.append(last.lowerBound..<min(last.upperBound, elapsed))
            }
        }
    }

    private var isListGone: Bool { lostList != nil }
}
