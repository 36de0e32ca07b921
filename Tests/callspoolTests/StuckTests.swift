import Foundation
import Testing

@Suite("Stuck calls")
struct StuckTests {
    private struct Row: Decodable {
        var callID: String
        var phoneNumber: String
        var attempt: Int

        private enum CodingKeys: String, CodingKey {
            case callID = "call_id"
            case phoneNumber = "phone_number"
            case attempt
        }
    }

    /// A campaign of a call that is answered and one whose end the simulator loses.
    private func stuckSpool() async throws -> (SpoolFixture, Row) {
        var settings = SpoolSettings()
        settings.speed = 600
        let spool = try await SpoolFixture(settings)
        try spool.drop("lost.yaml", "max_retries: 1\nnumbers:\n  - \"+16175550101\"\n  - \"+16175550150\"\n")
        _ = try await spool.run("tick")
        let rows = try jsonLines(try await spool.run("stuck", "--json").output, as: Row.self)
        try #require(rows.count == 1)
        return (spool, rows[0])
    }

    @Test("A call whose end was lost is listed, told as stuck, and has no status record before it is settled")
    func listed() async throws {
        let (spool, row) = try await stuckSpool()
        #expect(row.phoneNumber == "+16175550150" && row.attempt == 1)
        #expect(try await spool.run("stuck").output.contains(row.callID))
        #expect(try await spool.run("stuck", "lost").output.contains(row.callID))
        #expect(try await spool.run("stuck", "lots").code == 64)
        #expect(try spool.statuses("lost").map(\.phoneNumber) == ["+16175550101"])
        #expect(try spool.text("results/lost.calls.jsonl").contains("\"next\":\"stuck\""))
        #expect(spool.has("queue/lost"))
    }

    @Test("Settled as answered it is completed, once, and the campaign is done")
    func answered() async throws {
        let (spool, row) = try await stuckSpool()
        let settle = try await spool.run("stuck", "--settle", "\(row.callID)=answered")
        #expect(settle.code == 0 && settle.output == "\(row.callID): settled as answered\n", "\(settle)")
        #expect(try await spool.run("stuck", "--settle", "\(row.callID)=busy").output.contains("nothing to settle"))
        _ = try await spool.run("tick")
        #expect(spool.has("done/lost"))
        let records = try spool.statuses("lost").filter { $0.callID == row.callID }
        #expect(records.map(\.status) == ["completed"])
    }

    @Test("Settled as busy it goes back to the queue, when attempts are left")
    func busy() async throws {
        let (spool, row) = try await stuckSpool()
        _ = try await spool.run("stuck", "--settle", "\(row.callID)=busy")
        #expect(try await spool.run("stuck").output == "no call is stuck\n")
        #expect(try spool.journal("lost").last { $0.callID == row.callID }?.event == "settled")
        #expect(try await spool.run("status", "--json").output.contains("\"pending\":1"))
    }

    @Test("An outcome that there is not is a usage error")
    func wrong() async throws {
        let (spool, row) = try await stuckSpool()
        #expect(try await spool.run("stuck", "--settle", "\(row.callID)=fine").code == 64)
        #expect(try await spool.run("stuck", "--settle", row.callID).code == 64)
        #expect(try await spool.run("stuck", "--settle", "nobody-x-1=busy").code == 64)
    }
}
