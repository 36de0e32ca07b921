import CallspoolCore
import Synchronization
import Testing

@testable import OutboundPage

@Suite("What takes long to work out")
struct CacheTests {
    private typealias Plain = Cache<String, Int>

    /// Work that ends when it is told to, and counts.
    private final class Bench: Sendable {
        private let state = Mutex((begun: 0, waiting: [CheckedContinuation<Void, Never>](), isOpen: false))

        private let asks = Mutex(0)

        var begun: Int { state.withLock { $0.begun } }
        var asked: Int { asks.withLock { $0 } }

        func ask() {
            asks.withLock { $0 += 1 }
        }

        func work(_ value: Int) async -> Int {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    state.begun += 1
                    if !state.isOpen { state.waiting.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
            return value
        }

        func open() {
            let waiting = state.withLock { state in
                state.isOpen = true
                return state.waiting
            }
            for one in waiting { one.resume() }
        }
    }

    private func edition(_ version: Int, _ seconds: Int64 = 0) -> Plain.Edition {
        Plain.Edition(version: version, made: Timestamp(seconds: seconds))
    }

    @Test("is worked out once for all who ask meanwhile")
    func joined() async throws {
        let (cache, bench) = (Plain(most: 4), Bench())
        let now = edition(1)
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...20 {
                group.addTask {
                    try await cache.value("a", now) {
                        bench.ask()
                        return $0 == now
                    } work: {
                        await bench.work(7)
                    }
                }
            }
            // The first finds nothing to judge; the others judge what it makes.
            while bench.asked < 19 { await Task.yield() }
            bench.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: 7, count: 20) && bench.begun == 1)
    }

    @Test("what was begun before something changed is not for those who ask after it")
    func changed() async throws {
        let (cache, bench) = (Plain(most: 4), Bench())
        async let old = cache.value("a", edition(1), suits: { $0.version == 1 }, work: { await bench.work(1) })
        while bench.begun < 1 { await Task.yield() }
        #expect(try await cache.value("a", edition(2), suits: { $0.version == 2 }, work: { 2 }) == 2)
        bench.open()
        let first = try await old
        #expect(first == 1)
    }

    @Test("is kept while it suits, and the first that was made goes when there are too many")
    func kept() async throws {
        let (cache, bench) = (Plain(most: 2), Bench())
        bench.open()
        func ask(_ key: String, _ at: Int64, suits: Bool = true) async throws -> Int {
            try await cache.value(key, edition(1, at), suits: { _ in suits }, work: { await bench.work(bench.begun) })
        }
        #expect(try await [ask("a", 1), ask("a", 2), ask("b", 3)] == [0, 0, 1])
        #expect(try await ask("b", 4, suits: false) == 2)
        _ = try await ask("c", 5)
        #expect(bench.begun == 4)
        _ = try await [ask("b", 6), ask("c", 6)]
        #expect(bench.begun == 4)
        _ = try await ask("a", 7)
        #expect(bench.begun == 5)
    }

    private func failure(_ work: @Sendable () async throws -> Int) async -> (any Error)? {
        do {
            _ = try await work()
            return nil
        } catch {
            return error
        }
    }

    @Test("a failure is told to all who waited, and is not kept")
    func failed() async throws {
        struct Failure: Error {}
        let (cache, bench) = (Plain(most: 4), Bench())
        let now = edition(1)
        async let first = failure {
            try await cache.value("a", now, suits: { $0 == now }) {
                _ = await bench.work(0)
                throw Failure()
            }
        }
        while bench.begun < 1 { await Task.yield() }
        async let second = failure {
            try await cache.value("a", now) {
                bench.ask()
                return $0 == now
            } work: {
                5
            }
        }
        while bench.asked == 0 { await Task.yield() }
        bench.open()
        let failures = await [first, second]
        #expect(failures.allSatisfy { $0 is Failure })
        #expect(try await cache.value("a", now, suits: { $0 == now }, work: { 6 }) == 6)
    }
}
