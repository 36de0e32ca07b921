import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@testable import OutboundPage

@Suite("A watched campaign")
struct WatchTests {
    @Test(
        "lists the same calls, and tells the same of each, as one that is read again, after every line of its journal"
    )
    func agrees() async throws {
        let rig = try PageRig()
        let numbers = (1...8).map { "'+1617555010\($0)'" }.joined(separator: ", ")
        try await rig.take("spring", "campaign: spring\nmax_retries: 2\nnumbers: [\(numbers), '123']\n")
        try agree(rig)
        try rig.attempt(1, of: "spring", .answered, .final(.completed))
        try agree(rig)
        let first = try rig.attempt(2, of: "spring", .busy, .retry(at: rig.clock.now + .seconds(300)))
        try agree(rig)
        try rig.attempt(2, 2, of: "spring", .congestion, .retry(at: rig.clock.now + .seconds(60)), previous: first)
        try rig.happen("spring", .canceled(index: 3, by: "otto"))
        try rig.happen("spring", .expired(index: 4))
        try rig.happen("spring", .dialing(index: 5, attempt: 1, callerID: nil))
        try rig.happen("spring", .ringing(index: 5, attempt: 1), at: rig.clock.now + .seconds(1))
        try agree(rig)
        try rig.happen("spring", .suspended(by: "otto"))
        try agree(rig)
    }

    private func agree(_ rig: PageRig) throws {
        let watch = try #require(try rig.server.parts.watch.campaign("spring"))
        let reader = SpoolReader(rig.layout, on: rig.disk)
        let place = try #require(try reader.campaign("spring"))
        let page = try watch.calls(CallQuery(), on: rig.disk)
        let list = try CallList(place, CallSelection(), on: rig.disk)
        #expect(page.open.map(\.told) == list.pending.map(\.told))
        #expect(page.rows.map(\.told) == list.final.map(\.told))
        #expect(watch.overview.counts == list.counts)
        for tale in try reader.tales(place, of: Set(1...9)) {
            let call = try #require(watch.call(tale.row.job.callID))
            let seen = try #require(try watch.tale(call, reader))
            #expect(seen.row.told == tale.row.told)
            #expect(seen.record.n == tale.record.n && seen.record.state == tale.record.state)
            // A call is rung and connected by the engine's clock, which here is not the journal's.
            let names = tale.entries.map { "\($0.event.name)" }
            #expect(seen.entries.map { "\($0.event.name)" }.filter(names.contains) == names)
        }
    }
}

extension CallRow {
    /// Everything of it.
    fileprivate var told: String { "\(self)" }
}
