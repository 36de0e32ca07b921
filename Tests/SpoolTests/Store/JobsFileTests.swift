import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("The jobs of a campaign")
struct JobsFileTests {
    private func file(_ count: Int, _ disk: MemoryDisk) throws -> JobsFile {
        try disk.put("/jobs.jsonl", lines(1...max(1, count), count))
        return try JobsFile("/jobs.jsonl", callIDPrefix: "a-b-", total: count, on: disk)
    }

    private func lines(_ numbers: ClosedRange<Int>, _ count: Int) -> String {
        guard count > 0 else { return "" }
        return numbers.map { "{\"phone_number\":\"+1\(1_000_000 + $0)\",\"ani\":\"\($0)\"}\n" }.joined()
    }

    @Test("are found in order, at random and backwards", arguments: [1, 127, 128, 129, 256, 1000])
    func found(count: Int) throws {
        let jobs = try file(count, MemoryDisk())
        var random = SeededRandom(UInt64(count))
        let orders = [Array(1...count), (1...count).reversed(), (1...count).shuffled(using: &random)]
        for order in orders {
            for index in order {
                let job = try jobs.job(index)
                #expect(job.callID == "a-b-\(index)")
                #expect(job.phoneNumber == "+1\(1_000_000 + index)")
            }
        }
    }

    @Test("one that is not there is an error", arguments: [0, 1, 128, 200], [1, 2, 129, 100_000])
    func missing(count: Int, beyond: Int) throws {
        let jobs = try file(count, MemoryDisk())
        #expect(throws: StoreError.self) { try jobs.job(count + beyond) }
        if count > 0 { #expect(try jobs.job(count).callID == "a-b-\(count)") }
    }

    @Test("those that are added are found, also in a block that was read before", arguments: [1, 100, 128, 130])
    func growing(count: Int) throws {
        let disk = MemoryDisk()
        let jobs = try file(count, disk)
        #expect(try jobs.job(count).phoneNumber == "+1\(1_000_000 + count)")
        #expect(throws: StoreError.self) { try jobs.job(count + 1) }
        let more = try disk.openAppending("/jobs.jsonl")
        try Array(lines((count + 1)...(count + 300), 300).utf8).withUnsafeBytes { try more.append($0) }
        for index in [count + 1, count, count + 300, 1] {
            #expect(try jobs.job(index).phoneNumber == "+1\(1_000_000 + index)")
        }
    }

    @Test(
        "lines that nobody vouches for yet may be cut off and others come in their place",
        arguments: [1, 100, 128, 130]
    )
    func cut(count: Int) throws {
        let disk = MemoryDisk()
        let jobs = try file(count, disk)
        let more = try disk.openAppending("/jobs.jsonl")
        let end = try jobs.end(of: count)
        #expect(end == (try more.size()))
        try Array(lines(5001...5300, 300).utf8).withUnsafeBytes { try more.append($0) }
        // Asked while they are there: their block is read, and must not be remembered.
        for index in 1...count { #expect(try jobs.job(index).phoneNumber == "+1\(1_000_000 + index)") }
        #expect(try jobs.end(of: count) == end)
        try more.truncate(to: end)
        try Array(lines((count + 1)...(count + 300), 300).utf8).withUnsafeBytes { try more.append($0) }
        jobs.total = count + 300
        for index in 1...(count + 300) { #expect(try jobs.job(index).phoneNumber == "+1\(1_000_000 + index)") }
        #expect(try jobs.end(of: count + 300) == (try more.size()))
    }

    @Test("a damaged line is an error, and the others are found")
    func damaged() throws {
        let disk = MemoryDisk()
        try disk.put("/jobs.jsonl", lines(1...2, 2) + "{\"phone_number\":\n" + lines(4...5, 2))
        let jobs = try JobsFile("/jobs.jsonl", callIDPrefix: "a-b-", total: 5, on: disk)
        #expect(throws: StoreError.self) { try jobs.job(3) }
        #expect(try jobs.job(5).phoneNumber == "+11000005")
    }
}
