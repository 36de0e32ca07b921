import CallspoolCore
import CallspoolTesting
import Spool
import Testing

@Suite("The lag of reporting and shipping")
struct CampaignLagTests {
    private let layout = PaperCampaign.layout
    private let disk = MemoryDisk()

    /// A line of a result file or of a journal, as far as these tests go.
    private struct Line {
        var n: Int
        var at: Timestamp
    }

    /// Dials a campaign to its end, its results told in one go.
    private func dial() async throws {
        var paper = PaperCampaign()
        paper.rejected = [2]
        paper.campaign.resultURL = "https://example.com/results"
        try paper.put(on: disk)
        var network = PaperNetwork()
        var now = PaperCampaign.at
        var life = SpoolLife(disk, warnings: Warnings())
        try await life.live(&network, &now)
        try #require(statuses.count == 12)
    }

    private var statuses: [Line] {
        String(decoding: disk.read(layout.status("spring")), as: UTF8.self).split(separator: "\n")
            .compactMap { line in
                line.withFields { fields in
                    guard let n = fields["n"]?.int, let at = fields["at"]?.timestamp else { return nil }
                    return Line(n: n, at: at)
                }
            }
    }

    private func lag() throws -> CampaignLag {
        let reader = SpoolReader(layout, on: disk)
        return try reader.overview(try #require(try reader.campaign("spring"))).lag
    }

    /// Forgets what was told after so many status records, as if STATUS had come no further.
    private func untell(after count: Int) throws {
        let lines = String(decoding: disk.read(layout.status("spring")), as: UTF8.self).split(separator: "\n")
        try disk.put(layout.status("spring"), lines.prefix(count).map { "\($0)\n" }.joined())
        try disk.remove(layout.campaign("spring").statusPosition)
    }

    @Test("counts the statuses that are not reported yet, and the oldest is the first of them")
    func unreported() async throws {
        try await dial()
        let all = statuses
        for count in all.indices.reversed() {
            try untell(after: count)
            let unreported = try lag().unreported
            #expect(unreported.count == all.count - count)
            #expect(unreported.since == all[count...].map(\.at).min())
        }
    }

    @Test("counts the records without an end, and the oldest is the first in the file, however the others were taken")
    func unshipped() async throws {
        try await dial()
        let all = statuses
        #expect(try lag().unreported == CampaignLag.Wait())
        #expect(try lag().unshipped == CampaignLag.Wait(count: 12, since: all[0].at))
        var log = ""
        for (place, event) in [(11, "taken"), (1, "given_up"), (0, "taken"), (5, "gone"), (0, "taken")] {
            log += #"{"n":\#(all[place].n),"at":"2026-11-24T00:00:00.000Z","event":"\#(event)","tries":1}"# + "\n"
        }
        try disk.put(layout.campaign("spring").shipping, log)
        #expect(try lag().unshipped == CampaignLag.Wait(count: 8, since: all[2].at))
    }

    @Test("tells the next try and why, until that record has its end")
    func nextTry() async throws {
        try await dial()
        let (first, second) = (statuses[0].n, statuses[1].n)
        let log = """
            {"n":\(first),"at":"2026-11-24T00:00:00.000Z","event":"retry","tries":1,\
            "next_try_at":"2026-11-24T00:00:05.000Z","why":"HTTP status 503"}
            {"n":\(second),"at":"2026-11-24T00:00:00.000Z","event":"retry","tries":2,\
            "next_try_at":"2026-11-24T00:05:00.000Z","why":"no answer"}

            """
        try disk.put(layout.campaign("spring").shipping, log)
        #expect(try lag().nextTry?.why == "HTTP status 503")
        #expect(try lag().nextTry?.at.iso8601 == "2026-11-24T00:00:05.000Z")
        let more = log + #"{"n":\#(first),"at":"2026-11-24T00:00:06.000Z","event":"taken","tries":2}"# + "\n"
        try disk.put(layout.campaign("spring").shipping, more)
        #expect(try lag().nextTry?.why == "no answer")
        #expect(try lag().unshipped.count == 11)
    }

    @Test("takes a delivery of several records as so many")
    func batches() async throws {
        try await dial()
        let all = statuses
        let records = #""n":\#(all[0].n),"last":\#(all[4].n),"count":5,"at":"2026-11-24T00:00:00.000Z""#
        let log = """
            {\(records),"event":"batch"}
            {\(records),"event":"taken","tries":1,"http_status":200}

            """
        try disk.put(layout.campaign("spring").shipping, log)
        #expect(try lag().unshipped == CampaignLag.Wait(count: 7, since: all[5].at))
    }
}

extension Substring {
    /// Reads the fields of a line of JSON.
    fileprivate func withFields<Result>(_ body: ([String: JSONSlice]) -> Result?) -> Result? {
        Array(utf8)
            .withUnsafeBytes { bytes in
                var all: [String: JSONSlice] = [:]
                var fields = JSONFields(bytes)
                do {
                    while let field = try fields.next() {
                        all[String(decoding: field.name, as: UTF8.self)] = field.value
                    }
                } catch {
                    return nil
                }
                return body(all)
            }
    }
}
