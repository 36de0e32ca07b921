import Foundation
import Testing

@Suite("A program that was killed")
struct TickerTests {
    /// A campaign with calls in progress, whose program was killed.
    private func killedSpool() async throws -> SpoolFixture {
        var settings = SpoolSettings()
        settings.speed = 1
        settings.concurrentCalls = 3
        settings.callsPerSecond = "100"
        settings.engine = "ring: [600s, 600s]"
        settings.more = "check_urls: off"
        let spool = try await SpoolFixture(settings)
        let numbers = CampaignText.numbers(9, endings: [0, 1, 2])
        try spool.drop("big.yaml", CampaignText.campaign("ring_timeout: 120\n", numbers: numbers))
        let running = try spool.start("tick")
        try await eventually("calls are in progress") { try spool.placed("big") == 3 }
        running.signal(SIGKILL)
        _ = try await running.end()
        return spool
    }

    @Test("is told by status and doctor, with what that means for the calls that were in progress")
    func told() async throws {
        let spool = try await killedSpool()
        try await eventually("status tells it") {
            try await spool.run("status").output.contains("nothing is running since ")
        }
        let status = try await spool.run("status").output
        #expect(status.contains("3 calls that were in progress then may still go on at the engine"), "\(status)")
        #expect(status.contains("interrupted") && !status.contains("dialling"), "\(status)")
        let rows = try await spool.run("status", "--json").output
        #expect(rows.contains("\"state\":\"interrupted\"") && rows.contains("\"at_work\":false"), "\(rows)")
        let view = try await spool.run("view", "big").output
        #expect(view.contains("in progress when the program ended") && !view.contains("rings since"), "\(view)")
        let doctor = try await spool.run("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("nothing is running since "), "\(doctor)")
        #expect(doctor.output.contains("3 calls stuck"), "\(doctor)")
    }

    @Test("leaves calls that are listed as stuck, and can be settled; a stop does not say that they will complete")
    func stuck() async throws {
        let spool = try await killedSpool()
        let stop = try await spool.run("stop", "big")
        let told = "6 calls canceled, 3 calls were in progress when the last program ended"
        #expect(stop.output.contains(told), "\(stop)")
        let stuck = try await spool.run("stuck").output
        #expect(stuck.contains("in progress when the program ended"), "\(stuck)")
        let ids = try Set(spool.journal("big", mayBeTorn: true).filter { $0.event == "dialing" }.compactMap(\.callID))
        #expect(ids.count == 3 && ids.allSatisfy { stuck.contains($0) })
        for id in ids {
            let settle = try await spool.run("stuck", "--settle", "\(id)=answered")
            #expect(settle.code == 0 && settle.output == "\(id): settled as answered\n", "\(settle)")
            #expect(try await spool.run("stuck", "--settle", "\(id)=busy").code == 1)
        }
        #expect(try await spool.run("tick").code == 0)
        #expect(spool.has("done/big"))
        #expect(try spool.statuses("big").filter { $0.status == "completed" }.count == 3)
        try audit(spool, "big")
    }

    @Test("is not told of one that left in order")
    func inOrder() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("small.yaml", "start: tomorrow 09:15\nnumbers: [\"+16175550101\"]\n")
        #expect(try await spool.run("tick").code == 0)
        #expect(!spool.has("queue/.alive"))
        #expect(try await !spool.run("status").output.contains("nothing is running"))
        #expect(try await spool.run("doctor").code == 0)
    }
}
