import Testing

@testable import CallspoolCore

@Suite("The version of the zone files")
struct ZoneDataVersionTests {
    @Test("is read from the first line, with words before it or without")
    func read() {
        #expect(ZoneDataVersion(firstLine: "# version 2026f")?.name == "2026f")
        #expect(ZoneDataVersion(firstLine: "2025b")?.name == "2025b")
        for line in ["", "# version", "2025", "20x5b", "# version 2025B"] {
            #expect(ZoneDataVersion(firstLine: line) == nil, "\(line)")
        }
    }

    @Test("is old about a year after it came out")
    func age() throws {
        let version = ZoneDataVersion("2025b")
        #expect(!version.isOld(at: try #require(Timestamp(text: "2026-03-01T00:00:00.000Z"))))
        #expect(version.isOld(at: try #require(Timestamp(text: "2026-06-01T00:00:00.000Z"))))
        #expect(!ZoneDataVersion("2026f").isOld(at: try #require(Timestamp(text: "2027-06-01T00:00:00.000Z"))))
    }
}
