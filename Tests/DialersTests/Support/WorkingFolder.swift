import CallspoolCore
import CallspoolTesting
import Dialers
import Foundation
import Stages
import Synchronization

/// A folder of a test's own, which goes away with it.
final class WorkingFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "callspool-dialer-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // A folder that stays behind harms nobody.
        try? FileManager.default.removeItem(atPath: path)
    }

    func text(_ name: String) -> String {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

/// What a dialer running says.
final class Listener: Sendable {
    private struct Heard {
        var reports: [AttemptReport] = []
        var warnings: [String] = []
    }

    private let heard = Mutex(Heard())

    var reports: [AttemptReport] { heard.withLock { $0.reports } }
    var warnings: [String] { heard.withLock { $0.warnings } }

    var reporting: @Sendable ([AttemptReport]) -> Void {
        { [self] new in heard.withLock { $0.reports += new } }
    }

    var warn: @Sendable (String) -> Void {
        { [self] words in heard.withLock { $0.warnings.append(words) } }
    }

    /// The ends of an attempt.
    func ends(of attempt: Attempt) -> [AttemptEnd] {
        reports.filter { $0.key == attempt.key && $0.attempt == attempt.number }
            .compactMap { report in
                if case .ended(let end) = report.event { end } else { nil }
            }
    }

    /// Runs a dialer on the machine's clock around a body.
    func run(_ dialer: any Dialer, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await dialer.run(reporting: self.reporting) }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}

/// Waits until a condition holds.
func eventually(_ what: String, _ holds: () async throws -> Bool) async throws {
    try await CallspoolTesting.eventually(what, holds)
}

/// The project's folder.
var project: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
}
