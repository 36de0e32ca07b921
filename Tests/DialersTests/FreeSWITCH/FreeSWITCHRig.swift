import CallspoolCore
import CallspoolTesting
import Stages
import Synchronization

@testable import Dialers

/// A dialer beside a false FreeSWITCH, on the machine's own clock; what it reports is kept.
final class FreeSWITCHRig: Sendable {
    let server: FakeFreeSWITCH
    let dialer: FreeSWITCHDialer
    private let log = Mutex<(reports: [AttemptReport], words: [String])>(([], []))

    private init(_ server: FakeFreeSWITCH, _ settings: FreeSWITCHSettings, secret: String) {
        self.server = server
        let box = Box()
        let times = FreeSWITCHTimes.patient
        dialer = FreeSWITCHDialer(settings: settings, secret: secret, times: times, clock: SystemClock()) {
            box.rig?.heard($0)
        }
        box.put(self)
    }

    /// Runs a dialer and a server for as long as the body takes.
    static func run(
        window: Int = 50,
        secret: String = "ClueCon",
        manner: FakeFreeSWITCH.Manner = .sound,
        _ fates: Fates,
        _ body: (FreeSWITCHRig) async throws -> Void
    ) async throws {
        let server = try await FakeFreeSWITCH(now: FreeSWITCHRig.now) { fates($0) }
        server.behave(manner)
        var settings = FreeSWITCHSettings.sample
        settings.port = server.port
        settings.window = window
        let rig = FreeSWITCHRig(server, settings, secret: secret)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await rig.dialer.run { rig.heard($0) } }
            defer { group.cancelAll() }
            try await body(rig)
        }
        try await server.stop()
    }

    /// The time of day in microseconds, which is what the server dates its events by.
    static let now: @Sendable () -> Int64 = { SystemClock().now.milliseconds * 1000 }

    var reports: [AttemptReport] { log.withLock { $0.reports } }

    var words: [String] { log.withLock { $0.words } }

    func end(of attempt: Attempt) -> AttemptEnd? {
        for report in reports where report.key == attempt.key && report.attempt == attempt.number {
            if case .ended(let end) = report.event { return end }
        }
        return nil
    }

    /// Waits for something to become so.
    func wait(_ what: String, until isSo: (FreeSWITCHRig) -> Bool) async throws {
        try await eventually(what) { isSo(self) }
    }

    /// Waits until all of these have ended.
    func waitForEnds(_ attempts: [Attempt]) async throws {
        let keys = Set(attempts.map(\.key))
        try await wait("\(attempts.count) ends") { rig in
            rig.reports.count { if case .ended = $0.event { keys.contains($0.key) } else { false } } >= keys.count
        }
    }

    private func heard(_ reports: [AttemptReport]) {
        log.withLock { $0.reports += reports }
    }

    private func heard(_ words: String) {
        log.withLock { $0.words.append(words) }
    }

    private final class Box: Sendable {
        private let held = Mutex<FreeSWITCHRig?>(nil)
        var rig: FreeSWITCHRig? { held.withLock { $0 } }
        func put(_ rig: FreeSWITCHRig) { held.withLock { $0 = rig } }
    }
}

/// A second dialer at the same server, as of a process that comes after the first.
final class HeirRig: Sendable {
    let dialer: FreeSWITCHDialer
    private let heard = Mutex<[AttemptReport]>([])

    init(_ settings: FreeSWITCHSettings) throws {
        let times = FreeSWITCHTimes.patient
        dialer = FreeSWITCHDialer(settings: settings, secret: "ClueCon", times: times, clock: SystemClock()) { _ in }
    }

    var reports: [AttemptReport] { heard.withLock { $0 } }

    func run(_ body: (HeirRig) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                await dialer.run { [self] reports in heard.withLock { $0 += reports } }
            }
            defer { group.cancelAll() }
            try await body(self)
        }
    }
}

/// What becomes of a number at the false server, by its last two digits as in the simulator.
struct Fates: Sendable {
    private let scripts: [String: FreeSWITCHScript]
    private let only: FakeFreeSWITCH.Fate?

    private init(only: FakeFreeSWITCH.Fate) {
        scripts = [:]
        self.only = only
    }

    /// The same for every number.
    static func all(_ fate: FakeFreeSWITCH.Fate) -> Fates { Fates(only: fate) }

    init(speed: Double = 50) throws {
        only = nil
        scripts = [
            "00": try Recordings.script("T0-sofia-answer", speed: speed),
            "10": try Recordings.script("T0-sofia-machine", speed: speed),
            "20": try Recordings.script("T0-sofia-busy", speed: speed),
            "21": try Recordings.script("T0-sofia-noanswer", speed: speed),
            "27": try Recordings.script("T0-sofia-invalid", speed: speed),
            "28": try Recordings.script("T0-sofia-congest", speed: speed),
        ]
    }

    /// What becomes of a call.
    func callAsFunction(_ ids: FreeSWITCHIDs) -> FakeFreeSWITCH.Fate {
        if let only { return only }
        return switch String(ids.target.suffix(2)) {
        case "40": .fails("-ERR INVALID_GATEWAY")
        case "41": .fails("-ERR DESTINATION_OUT_OF_ORDER")
        case "42": .refused("-ERR permission denied")
        case "43": .cuts(placed: scripts["00"])
        case "44": .cuts(placed: nil)
        case let digits: .plays(scripts[digits] ?? .mute)
        }
    }
}

extension FreeSWITCHTimes {
    /// As long as a machine takes that does a hundred other things, or is frozen for a while.
    static var patient: FreeSWITCHTimes {
        var times = FreeSWITCHTimes()
        (times.connect, times.answer, times.lateAnswer) = (.seconds(3_600), .seconds(3_600), .seconds(3_600))
        return times
    }
}
