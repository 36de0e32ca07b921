import Foundation
import Testing

@testable import CallspoolCore

@Suite("A zone file")
struct ZoneRulesTests {
    private var file: ZoneFileBytes {
        ZoneFileBytes(times: [-100, 1_000, 2_000], types: [1, 2, 1], offsets: [60, 3600, 7200], footer: "AAA-1")
    }

    @Test("says the offset before, between and after its changes, and where each season begins and ends")
    func seasons() throws {
        let rules = try #require(ZoneRules(tzif: file.bytes))
        #expect(rules.season(at: -101) == ZoneSeason(from: .min, until: -100, offset: 60))
        #expect(rules.season(at: -100) == ZoneSeason(from: -100, until: 1_000, offset: 3600))
        #expect(rules.season(at: 1_999) == ZoneSeason(from: 1_000, until: 2_000, offset: 7200))
        #expect(rules.season(at: 2_000) == ZoneSeason(from: 2_000, until: .max, offset: 3600))
    }

    @Test("goes on by its rule, and one of version 1, which has none, as it was at the end")
    func after() throws {
        var file = file
        file.footer = "AAA-1BBB,M3.5.0,M10.5.0/3"
        let rules = try #require(ZoneRules(tzif: file.bytes))
        let summer = try #require(Timestamp(text: "2027-07-01T00:00:00.000Z")).seconds
        #expect(rules.season(at: summer).offset == 7200)
        #expect(try #require(ZoneRules(tzif: file.oldBytes)).season(at: summer).offset == 3600)
    }

    @Test("a change that leaves the offset as it is, is none")
    func sameOffset() throws {
        var file = file
        file.types = [1, 1, 2]
        let rules = try #require(ZoneRules(tzif: file.bytes))
        #expect(rules.season(at: 500).until == 2_000)
    }

    @Test("one that is cut off anywhere, or damaged, or has leap seconds, is refused and does no harm")
    func damaged() {
        let whole = file.bytes
        for length in 0..<whole.count { #expect(ZoneRules(tzif: Array(whole[..<length])) == nil, "\(length)") }
        var random = SplitMix64(1)
        for _ in 0..<2000 {
            var bytes = whole
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            _ = ZoneRules(tzif: bytes)?.season(at: 1_500)
        }
        var leaping = file
        leaping.leapCount = 1
        #expect(ZoneRules(tzif: leaping.bytes) == nil)
        var backwards = file
        backwards.times = [1_000, 1_000, 2_000]
        #expect(ZoneRules(tzif: backwards.bytes) == nil)
    }

    @Test("is what a zone's rules are from; Foundation's count only where there is no file, or none that can be read")
    func cache() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "America"),
            withIntermediateDirectories: true
        )
        // Nobody's rules but this file's.
        let own = ZoneFileBytes(offsets: [-1234], footer: "<X>0:20:34").bytes
        try Data(own).write(to: folder.appending(path: "America/New_York"))
        try Data("no zone".utf8).write(to: folder.appending(path: "America/Chicago"))
        let cache = ZoneCache(folder: folder.path)
        #expect(cache.zone("America/New_York")?.season(at: 1_800_000_000).offset == -1234)
        #expect(cache.zone("America/Chicago")?.season(at: 1_800_000_000).offset == -21_600)
        #expect(cache.zone("Europe/Berlin")?.season(at: 1_800_000_000).offset == 3600)
        #expect(cache.spelling(of: "america/new_york") == "America/New_York")
        #expect(cache.knows("America/New_York") && !cache.knows("America") && !cache.knows("Mars/Olympus"))
        for name in ["../zones", "/etc/passwd", "America/../America/New_York", "right/UTC", "", "America"] {
            #expect(cache.zone(name) == nil, "\(name)")
        }
    }
}
