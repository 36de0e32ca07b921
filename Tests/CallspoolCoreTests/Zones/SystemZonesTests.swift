import CallspoolTesting
import Foundation
import Testing

@testable import CallspoolCore

/// The system's zones beside Python's reading of the same files.
@Suite("The zones of the system")
struct SystemZonesTests {
    /// Walks over two stretches of time day by day, and finds each change to the second: the years to come, and those after
    /// the last change that a file lists (2037), where its rule counts.
    private static let script = """
        import zoneinfo, datetime, sys
        zoneinfo.reset_tzpath([sys.argv[1]])
        def offset(zone, second):
            return int(datetime.datetime.fromtimestamp(second, zone).utcoffset().total_seconds())
        for name in sorted(zoneinfo.available_timezones()):
            zone = zoneinfo.ZoneInfo(name)
            for begin, end in ((1793491200, 1861920000), (2127600000, 2196000000)):
                words = [name, begin, end, offset(zone, begin)]
                second = begin
                while second < end:
                    low, high = second, second + 86400
                    if offset(zone, low) != offset(zone, high):
                        while high - low > 1:
                            middle = (low + high) // 2
                            if offset(zone, middle) == offset(zone, low): low = middle
                            else: high = middle
                        words += [high, offset(zone, high)]
                    second += 86400
                print(*words)
        """

    private func lines() throws -> [Substring] {
        let output = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { unlink(output) }
        let python = try StartedProgram(
            "/usr/bin/env",
            ["python3", "-c", SystemZonesTests.script, ZoneCache.shared.folder],
            output: output,
            errors: "/dev/null"
        )
        try #require(python.wait().code == 0)
        return try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map(Substring.init)
    }

    @Test("every one is changed at the second at which the system's files say, for years")
    func all() throws {
        let lines = try lines()
        #expect(lines.count > 1000)
        var changes = 0
        for line in lines {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().compactMap { Int64($0) }
            let zone = try #require(ZoneCache.shared.zone(String(words[0])))
            guard case .file(let rules) = zone.rules else {
                Issue.record("\(zone.name) is not read from its file")
                continue
            }
            var season = rules.season(at: numbers[0])
            var found = [season.offset]
            while season.until < numbers[1] {
                let next = rules.season(at: season.until)
                #expect(next.from == season.until && next.offset != season.offset, "\(zone.name)")
                found += [season.until, next.offset]
                season = next
            }
            changes += found.count / 2
            #expect(found == Array(numbers.dropFirst(2)), "\(zone.name)")
        }
        #expect(changes > 500)
    }

    @Test("the table of prefixes names no zone that has no file")
    func prefixes() {
        for zone in Set(PrefixTable.builtIn.sets.flatMap { $0?.zones ?? [] }) {
            guard case .file = ZoneCache.shared.zone(zone)?.rules else {
                Issue.record("\(zone) has no file")
                continue
            }
        }
    }
}
