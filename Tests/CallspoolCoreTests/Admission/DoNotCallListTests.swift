import Testing

@testable import CallspoolCore

@Suite("A do-not-call list in memory")
struct DoNotCallListTests {
    private func list(_ numbers: [UInt64]) -> DoNotCallList {
        var list = DoNotCallList()
        for (place, digits) in numbers.enumerated() { list.append(digits, line: place + 1) }
        list.seal()
        return list
    }

    @Test("finds what a dictionary finds, in the same line", arguments: [1, 49, 1000, 100_000])
    func oracle(count: Int) {
        var random = SplitMix64(UInt64(count))
        // Numbers of all lengths, and many of them twice.
        let numbers = (0..<count)
            .map { _ in
                let shift = UInt64.random(in: 14...44, using: &random)
                return (UInt64.random(in: 1..<1_000_000_000_000_000, using: &random) >> shift) << (shift / 2)
            }
        let list = list(numbers)
        let oracle = Dictionary(zip(numbers, 1...), uniquingKeysWith: min)
        #expect(oracle.allSatisfy { list.line(of: $0.key) == $0.value })
        for _ in 0..<count {
            let other = UInt64.random(in: 1..<1 << 32, using: &random)
            #expect(list.line(of: other) == oracle[other])
        }
    }

    @Test("tells the first line of a number that is listed a thousand times")
    func same() {
        let list = list([7_000_000] + Array(repeating: 16_175_550_101, count: 1000))
        #expect(list.line(of: "+16175550101") == 2)
        #expect(list.line(of: "+7000000") == 1)
        #expect(list.count == 1001)
    }

    @Test("finds nothing that is not E.164", arguments: ["16175550101", "", "+", "+1617555010x", "+12345678901234567"])
    func text(text: String) {
        #expect(list([16_175_550_101, 0]).line(of: text) == nil)
    }

    @Test("takes 12 bytes a number")
    func size() {
        #expect(MemoryLayout<DoNotCallList.Entry>.stride == 12)
    }
}
