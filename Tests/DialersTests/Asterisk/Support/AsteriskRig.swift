import CallspoolCore
import CallspoolTesting
import NIOCore
import Stages
import Synchronization
import Testing

@testable import Dialers

/// A dialer running with a false Asterisk.
final class AsteriskRig: Sendable {
    private struct Heard {
        var reports: [AttemptReport] = []
        var notes: [String] = []
    }

    let server: FakeManager
    let dialer: AsteriskDialer
    private let heard: Mutex<Heard>

    private init(_ server: FakeManager, _ dialer: AsteriskDialer, _ notes: Notes) {
        self.server = server
        self.dialer = dialer
        heard = Mutex(Heard())
        self.notesKept = notes
    }

    private let notesKept: Notes

    /// What the dialer told a person.
    final class Notes: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
    }

    /// Pauses that a test need not wait for; a server that answers has as long for it as a machine takes that does a
    /// hundred other things, or is frozen for a while.
    static var times: AsteriskTimes {
        var times = AsteriskTimes()
        times.login = .seconds(3_600)
        times.boot = .milliseconds(200)
        times.dead = .seconds(3_600)
        times.firstPause = .milliseconds(20)
        times.longestPause = .milliseconds(100)
        times.refusedPause = .milliseconds(100)
        times.tick = .milliseconds(20)
        return times
    }

    /// Every call is answered, and lasts until somebody ends it.
    static let longCalls: @Sendable (ManagerOrder) -> FakeManager.Fate = { _ in .plays(.answered(talk: .seconds(300))) }

    /// Every call rings until somebody ends it.
    static let longRinging: @Sendable (ManagerOrder) -> FakeManager.Fate = { _ in
        .plays(.ringsOut(after: .seconds(300)))
    }

    static func settings(port: Int, secret: String = "s3cret") -> AsteriskSettings {
        var settings = AsteriskSettings(
            username: "callspool",
            secret: .literal(secret),
            channel: "PJSIP/{number}@trunk"
        )
        settings.port = port
        return settings
    }

    /// Runs a dialer with a server around a body.
    static func run(
        manner: FakeManager.Manner = .sound,
        times: AsteriskTimes = AsteriskRig.times,
        clock: LookClock? = nil,
        prepare: @escaping @Sendable (any Channel) throws -> Void = { _ in },
        login: AsteriskSettings.Login = .md5,
        window: Int = 100,
        certificates: String? = nil,
        fate: @escaping @Sendable (ManagerOrder) -> FakeManager.Fate = { _ in .plays(.answered()) },
        _ body: @escaping @Sendable (AsteriskRig) async throws -> Void
    ) async throws {
        let server = try await FakeManager(prepare: prepare, fate: fate)
        server.behave(manner)
        var settings = settings(port: server.port)
        settings.login = login
        settings.window = window
        settings.isEncrypted = certificates != nil
        settings.certificates = certificates
        try await run(server, settings, times: times, clock: clock, body)
        try await server.stop()
    }

    /// Runs another dialer with a server that is there.
    static func run(
        _ server: FakeManager,
        _ settings: AsteriskSettings,
        times: AsteriskTimes = AsteriskRig.times,
        clock: LookClock? = nil,
        _ body: @escaping @Sendable (AsteriskRig) async throws -> Void
    ) async throws {
        let notes = Notes()
        let time: any ProgramClock = clock ?? SystemClock()
        let dialer = try AsteriskDialer(settings: settings, secret: "s3cret", times: times, clock: time) {
            notes.add($0)
        }
        let rig = AsteriskRig(server, dialer, notes)
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let clock { group.addTask { await clock.run() } }
            group.addTask { await dialer.run { new in rig.heard.withLock { $0.reports += new } } }
            group.addTask { try await body(rig) }
            // The dialer and its clock go on for as long as the body does.
            _ = try await group.next()
            group.cancelAll()
        }
    }

    var reports: [AttemptReport] { heard.withLock { $0.reports } }

    var notes: [String] { notesKept.all }

    /// What was reported of an attempt: `ringing`, `connected` and `ended`.
    func story(of attempt: Attempt) -> [AttemptReport.Event] {
        reports.filter { $0.key == attempt.key && $0.attempt == attempt.number }.map(\.event)
    }

    /// How an attempt ended, if it has.
    func end(of attempt: Attempt) -> AttemptEnd? {
        for case .ended(let end) in story(of: attempt) { return end }
        return nil
    }

    /// The end of an attempt, when it has come.
    func awaitEnd(of attempt: Attempt) async throws -> AttemptEnd {
        try await until("the end of \(attempt.id)") { self.end(of: attempt) != nil }
        return try #require(end(of: attempt))
    }

    /// The server talks again: time passes until it is asked again, and then waits for it.
    func recover(_ clock: LookClock) async throws {
        server.behave(.sound)
        let asked = server.connectionCount
        let isBack: @Sendable () -> Bool = { self.notes.last?.contains("it is back") == true }
        try await clock.hurry(until: "it is asked again") { self.server.connectionCount > asked || isBack() }
        try await until("it is back", isBack)
    }

    /// Waits for something that must come.
    func until(_ what: String, _ isSo: @Sendable () -> Bool) async throws {
        try await eventually(what) { isSo() }
    }
}

extension Attempt {
    /// An attempt of a number that ends so: the false server's fate goes by it.
    static func sample(ending digits: String, index: Int32 = 1, number: Int = 1) -> Attempt {
        sample("+161755501\(digits)", index: index, number: number)
    }
}
