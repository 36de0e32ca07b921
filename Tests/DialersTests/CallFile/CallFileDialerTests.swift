import CallspoolCore
import CallspoolTesting
import Foundation
import Stages
import Synchronization
import Testing

@testable import Dialers

@Suite("Asterisk's spool")
struct CallFileDialerTests {
    @Test("looked at, it says which folder cannot be used, and what will not be known")
    func probe() async throws {
        let folder = try WorkingFolder()
        let asterisk = try FakeAsterisk(folder, hasRecords: false)
        func findings(_ change: (inout CallFileSettings) -> Void = { _ in }) async -> [Finding] {
            var settings = asterisk.settings
            change(&settings)
            return await CallFileDialer(settings: settings, clock: SystemClock()).findings()
        }
        let well = await findings()
        #expect(!well.contains { $0.weight == .fault }, "\(well)")
        #expect(well.contains { $0.weight == .warning && $0.words.contains("without `cdr`") })
        let lost = await findings { $0.directory = folder.path + "/nowhere" }
        #expect(lost.map(\.weight) == [.fault] && lost[0].words.contains("nowhere"))
        let deaf = await findings { $0.archive = folder.path + "/nowhere" }
        #expect(deaf.contains { $0.weight == .fault && $0.words.contains("see `archive`") })
        let other = await findings { $0.staging = "/proc" }
        #expect(other.contains { $0.weight == .fault && $0.words.contains("another file system") })
        let blind = await findings { $0.cdr = folder.path + "/nowhere/Master.csv" }
        #expect(blind.contains { $0.weight == .warning && $0.words.contains("call records cannot be read") })
        // An Asterisk that has not made a call yet has made neither.
        try FileManager.default.removeItem(atPath: asterisk.settings.archive)
        let fresh = await findings {
            $0.archive = $0.directory + "_done"
            $0.cdr = folder.path + "/Master.csv"
        }
        #expect(fresh.filter { $0.words.contains("yet") }.map(\.weight) == [.fine, .fine], "\(fresh)")
        #expect(!fresh.contains { $0.weight == .fault })
    }

    private let clock = SystemClock()

    /// Runs Asterisk beside a body.
    private func beside(_ asterisk: FakeAsterisk, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await asterisk.run() }
            try await body()
            group.cancelAll()
        }
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test(
        "after a crash a file that Asterisk has is followed, one that is archived has ended, one that was only staged was never placed"
    )
    func afterCrash() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let asterisk = try FakeAsterisk(folder)
        let settings = asterisk.settings
        let (live, over, staged, nowhere) = (
            Attempt.sample("+16175550100", index: 1), Attempt.sample("+16175550120", index: 2),
            Attempt.sample("+16175550100", index: 3), Attempt.sample("+16175550100", index: 4)
        )
        // What the previous run did: its dialer never ran.
        let previous = CallFileDialer(settings: settings, clock: clock)
        try await previous.place(over)
        try await beside(asterisk) {
            try await eventually("the second is archived") {
                exists("\(settings.archive)/callspool-\(over.id).call") && folder.text("Master.csv").contains(over.id)
            }
            try await previous.place(live)
            let file = try CallFile(staged, settings, boot: CallFileFolders.boot)
            try CallFileFolders(settings).stage(file.name, file.bytes)
            let dialer = CallFileDialer(settings: settings, clock: clock)
            try await listener.run(dialer) {
                guard case .ended(let end, _) = await dialer.inquire(over) else { throw Unexpected() }
                #expect(end.outcome == .busy)
                #expect(await dialer.inquire(live) == .live)
                #expect(await dialer.inquire(staged) == .neverPlaced)
                #expect(!exists("\(settings.staging)/\(file.name)"))
                #expect(await dialer.inquire(nowhere) == .unknown)
                try await eventually("the first has ended") { !listener.ends(of: live).isEmpty }
            }
        }
        #expect(listener.ends(of: live).map(\.outcome) == [.answered] && listener.reports.count == 1)
        #expect(asterisk.dialled == [over.id, live.id])
    }

    @Test("a staged file of before the machine went off proves nothing")
    func otherBoot() async throws {
        let folder = try WorkingFolder()
        let settings = try FakeAsterisk(folder).settings
        let folders = CallFileFolders(settings)
        let attempt = Attempt.sample()
        let file = try CallFile(attempt, settings, boot: "another")
        try folders.prepare()
        try folders.stage(file.name, file.bytes)
        #expect(await CallFileDialer(settings: settings, clock: clock).inquire(attempt) == .unknown)
    }

    @Test("an Asterisk that crashes in a call and starts again does not dial it again")
    func asteriskCrashes() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let asterisk = try FakeAsterisk(folder)
        let dialer = CallFileDialer(settings: asterisk.settings, clock: clock)
        let attempt = Attempt.sample("+16175550121")
        let path = "\(asterisk.settings.directory)/callspool-\(attempt.id).call"
        try await beside(asterisk) {
            try await listener.run(dialer) {
                try await dialer.place(attempt)
                try await eventually("its attempt is used up") {
                    FileManager.default.contents(atPath: path).map { SpoolReader(Array($0)).retries == 1 } ?? false
                }
                var status = stat()
                #expect(stat(path, &status) == 0 && status.st_mtim.tv_sec > time(nil) + 86_400)
                asterisk.crash()
                asterisk.start()
                try await eventually("it has ended") { !listener.ends(of: attempt).isEmpty }
            }
        }
        #expect(asterisk.dialled == [attempt.id])
        #expect(listener.ends(of: attempt).map(\.outcome) == [.unreachable])
    }

    @Test("an Asterisk that is not there: the file is taken back, and the attempt was not placed")
    func asteriskIsDown() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let asterisk = try FakeAsterisk(folder)
        var settings = asterisk.settings
        settings.pickup = .seconds(1)
        let dialer = CallFileDialer(settings: settings, clock: clock)
        let attempt = Attempt.sample()
        try await listener.run(dialer) {
            try await dialer.place(attempt)
            try await eventually("it was taken back") { !listener.ends(of: attempt).isEmpty }
        }
        #expect(listener.ends(of: attempt).map(\.outcome) == [.carrierError])
        // It comes up after hours, and there is nothing to dial.
        asterisk.start()
        #expect(asterisk.dialled.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: settings.directory) == [".callspool"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: settings.staging).isEmpty)
    }

    @Test("a file that somebody removed leaves its call's outcome unknown")
    func removed() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        let settings = try FakeAsterisk(folder).settings
        let dialer = CallFileDialer(settings: settings, clock: clock)
        let attempt = Attempt.sample()
        try await listener.run(dialer) {
            try await dialer.place(attempt)
            #expect(unlink("\(settings.directory)/callspool-\(attempt.id).call") == 0)
            try await eventually("it has ended") { !listener.ends(of: attempt).isEmpty }
        }
        #expect(listener.ends(of: attempt).map(\.outcome) == [.unknown])
    }

    @Test("there are never more files in the folder than it may hold")
    func room() async throws {
        let folder = try WorkingFolder()
        var settings = try FakeAsterisk(folder).settings
        settings.maxLive = 2
        let dialer = CallFileDialer(settings: settings, clock: clock)
        for index in 1...2 { try await dialer.place(.sample(index: Int32(index))) }
        await #expect {
            try await dialer.place(.sample(index: 3))
        } throws: { error in
            (error as? EngineError)?.outcome == .congestion
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: settings.directory)
        #expect(names.count { $0.hasSuffix(".call") } == 2)
    }

    @Test("a folder that cannot be written to refuses each attempt, and is told of once")
    func noFolder() async throws {
        let (folder, listener) = (try WorkingFolder(), Listener())
        var settings = try FakeAsterisk(folder).settings
        settings.directory = "\(folder.path)/nowhere"
        settings.staging = "\(folder.path)/nowhere/.callspool"
        let dialer = CallFileDialer(settings: settings, clock: clock, warn: listener.warn)
        try await listener.run(dialer) {
            for index in 1...5 {
                await #expect {
                    try await dialer.place(.sample(index: Int32(index)))
                } throws: { error in
                    (error as? EngineError)?.outcome == .engineError
                }
            }
        }
        #expect(listener.warnings.count == 1 && listener.reports.isEmpty)
    }
}

/// Which rule of a suite is running.
final class Rule: Sendable {
    private let count = Mutex(0)

    var number: Int { count.withLock { $0 } }

    func next() { count.withLock { $0 += 1 } }
}
