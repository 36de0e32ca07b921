import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

@Suite("A simulator with call records")
final class SimulatorRecordsTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "callspool-\(UUID().uuidString)")
    private let clock = VirtualClock()
    private var path: String { folder.appending(path: "calls").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // A folder that stays behind harms nobody.
        do { try FileManager.default.removeItem(at: folder) } catch { print(error) }
    }

    private func simulator() throws -> Simulator {
        try Simulator(settings: SimulatorSettings(), clock: clock, records: path)
    }

    private func attempt(_ digits: String, _ index: Int32 = 1, recordedAt: Timestamp? = nil) -> Attempt {
        var attempt = Attempt.sample("+161755501\(digits)", index: index)
        attempt.recordedAt = recordedAt
        return attempt
    }

    @Test("a call in progress when the process died is live to the next, and goes on to its end on time")
    func live() async throws {
        let previous = try simulator()
        clock.advance(by: .seconds(1))
        let one = attempt("03", recordedAt: clock.now)
        let (script, placedAt) = (Playbook(SimulatorSettings()).script(for: one), clock.now)
        try await previous.place(one)
        clock.advance(by: .milliseconds(1))
        let later = try simulator()
        #expect(await later.inquire(one) == .live)
        #expect(await later.inquire(one) == .live, "asked again")
        let reports = Reports()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await later.run { reports.take($0) } }
            clock.advance(by: .seconds(3_600))
            await reports.wait(for: 3)
            group.cancelAll()
        }
        #expect(reports.all.map(\.event) == [.ringing, .connected, .ended(script.end)])
        #expect(reports.all.last?.at == placedAt + script.endedAfter)
    }

    @Test("one that has ended meanwhile is told with its codes, its answer and its instant; a lost end stays lost")
    func ended() async throws {
        let (one, lost, known) = (attempt("03", 1), attempt("50", 2), attempt("51", 3))
        let script = Playbook(SimulatorSettings()).script(for: one)
        let previous = try simulator()
        for attempt in [lost, known, one] {
            clock.advance(by: .seconds(1))
            try await previous.place(attempt)
        }
        let placedAt = clock.now
        clock.advance(by: .seconds(3_600))
        let later = try simulator()
        var end = script.end
        end.answeredAt = placedAt + (try #require(script.connectedAfter))
        #expect(await later.inquire(one) == .ended(end, at: placedAt + script.endedAfter))
        #expect(await later.inquire(lost) == .unknown)
        guard case .ended(let known, _) = await later.inquire(known) else {
            return #expect(Bool(false), "51 is not known")
        }
        #expect(known.outcome == .answered)
    }

    @Test("one that is not in the records was never placed, but only if they would know")
    func neverPlaced() async throws {
        let before = clock.now
        clock.advance(by: .seconds(10))
        _ = try simulator()
        clock.advance(by: .seconds(10))
        let during = clock.now
        clock.advance(by: .seconds(10))
        let later = try simulator()
        #expect(await later.inquire(attempt("03", recordedAt: during)) == .neverPlaced)
        #expect(await later.inquire(attempt("03", recordedAt: before)) == .unknown)
        #expect(await later.inquire(attempt("03")) == .unknown)
        let own = clock.now + .seconds(1)
        #expect(await later.inquire(attempt("03", recordedAt: own)) == .unknown, "this process's own")
    }

    @Test("a call of its own whose end is lost stays lost, also to be asked for in its first instant")
    func ownLoss() async throws {
        _ = try simulator()
        clock.advance(by: .seconds(1))
        var settings = SimulatorSettings()
        settings.ring = .init(from: .zero, to: .zero)
        settings.talk = settings.ring
        let own = try Simulator(settings: settings, clock: clock, records: path)
        let lost = attempt("50", recordedAt: clock.now)
        try await own.place(lost)
        let reports = Reports()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await own.run { reports.take($0) } }
            await reports.wait(for: 2)
            group.cancelAll()
        }
        #expect(await own.inquire(lost) == .unknown)
    }

    @Test("a placing that nothing is heard of yet is in the file soon, by whoever plays the calls")
    func writtenSoon() async throws {
        let previous = try simulator()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await previous.run { _ in } }
            for index in Int32(1)...5 {
                do { try await previous.place(attempt("21", index)) } catch { Issue.record("\(error)") }
            }
            while (FileManager.default.contents(atPath: path) ?? Data()).count(where: { $0 == 0x0A }) < 6 {
                await Task.yield()
            }
            group.cancelAll()
        }
    }

    @Test("a refused attempt is not in the records: it was never placed")
    func refused() async throws {
        let previous = try simulator()
        clock.advance(by: .seconds(1))
        let one = attempt("52", recordedAt: clock.now)
        await #expect(throws: EngineError.self) { try await previous.place(one) }
        #expect(await previous.inquire(one) == .unknown)
        #expect(await (try simulator()).inquire(one) == .neverPlaced)
    }

    @Test("a line that a kill tore is cut off, and the rest is read")
    func torn() async throws {
        let previous = try simulator()
        clock.advance(by: .seconds(1))
        try await previous.place(attempt("03"))
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(#"{"id":"x"#.utf8))
        try file.close()
        let later = try simulator()
        #expect(await later.inquire(attempt("03")) == .live)
        clock.advance(by: .seconds(1))
        try await later.place(attempt("04", 2))
        #expect(await (try simulator()).inquire(attempt("04", 2)) == .live)
    }

    @Test("the file is kept within its bound: the older of two goes, and since when they know with it")
    func bounded() throws {
        let start = clock.now
        do {
            var log = try PlacingLog(path, now: start, bound: 1000)
            for second in 1...100 {
                let isPending = log.note("call-\(second)", placedAt: start + .seconds(Int64(second)))
                #expect(!isPending)
            }
            log.flush(start + .seconds(100))
        }
        var previous = PreviousPlacings([path + ".old", path])
        let begun = previous.since
        let since = try #require(begun)
        #expect(since > start)
        let (last, first) = (previous.placedAt("call-100"), previous.placedAt("call-1"))
        #expect(last == start + .seconds(100) && first == nil)
        var kept: [Int] = []
        for second in 1...100 where previous.placedAt("call-\(second)") != nil { kept.append(second) }
        #expect(kept == Array((101 - kept.count)...100) && start + .seconds(Int64(kept[0])) >= since)
        let sizes = try [path, path + ".old"]
            .map { try FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int }
        #expect(sizes.allSatisfy { $0.map { $0 < 1200 } == true })
    }

    @Test("records that cannot be kept are told when the engine is made")
    func unwritable() {
        #expect(throws: EngineError.self) {
            try Simulator(settings: SimulatorSettings(), clock: clock, records: folder.path + "/none/calls")
        }
    }
}
