import CallspoolCore
import CallspoolTesting
import CampaignFiles
import Testing

@testable import Spool

@Suite("The finding of duplicates")
struct DuplicateFinderTests {
    @Test(
        "finds each further place of a number, with the first, in piles that were put away too",
        arguments: [10, 3000, 20_000]
    )
    func found(count: Int) throws {
        let disk = MemoryDisk()
        try disk.makeFolder("/place")
        var finder = DuplicateFinder(folder: "/place", on: disk)
        var random = SeededRandom(UInt64(count))
        var first: [Int: Int] = [:]
        var wanted: [Int: Int] = [:]
        let reader = PhoneNumberReader(region: "US")
        // Few numbers, often the same: a pile of them grows beyond what is kept in memory.
        let numbers = (1...count).map { _ in Int.random(in: 0..<8, using: &random) }
        for (place, number) in numbers.enumerated() {
            let index = place + 1
            if let earlier = first[number] { wanted[index] = earlier } else { first[number] = index }
        }
        for start in stride(from: 0, to: count, by: 500) {
            let entries = numbers[start..<min(start + 500, count)]
                .map { number in
                    NumberEntry(text: "+1617555\(1000 + number)", position: .init(line: 1, column: 1))
                }
            try finder.take(JobBatch(entries, first: start + 1, reader: reader))
        }
        if count == 20_000 { #expect(try !disk.list("/place").isEmpty) }
        var found: [Int: Int] = [:]
        try finder.finish { found[$0.index] = $0.first }
        #expect(found == wanted)
        #expect(try disk.list("/place").isEmpty)
    }
}
