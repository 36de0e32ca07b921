import CallspoolTesting
import Foundation
import Synchronization

/// A command that has ended.
struct EndedCommand: Sendable {
    var code: Int32
    /// Whether a signal ended it; `code` is then the signal's number.
    var isSignaled: Bool
    var output: String
    var errors: String
    /// The most memory it had, in bytes; only known when it was asked for.
    var memory: Int?
}

/// What a test cannot go on after.
struct TestTrouble: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A command running.
///
/// Its output goes to files, so that nothing it says can hold it up.
final class RunningCommand: Sendable {
    private struct State {
        var process: Process
        var output: URL
        var errors: URL
    }

    private static let starting = Mutex(())
    private let state: Mutex<State>
    let id: pid_t
    private let words: String

    /// Starts a program.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        folder: URL
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        variables["CALLSPOOL_SPOOL"] = nil
        variables["SWIFT_BACKTRACE"] = "enable=no"
        variables.merge(environment) { $1 }
        process.environment = variables
        let name = UUID().uuidString
        let output = folder.appending(path: "\(name).out")
        let errors = folder.appending(path: "\(name).err")
        for file in [output, errors] { try Data().write(to: file) }
        process.standardInput =
            try input.map { text in
                let file = folder.appending(path: "\(name).in")
                try Data(text.utf8).write(to: file)
                return try FileHandle(forReadingFrom: file)
            } ?? FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        // Tests that run in the background of a shell ignore it, and what they start would do so as well.
        _ = Foundation.signal(SIGINT, SIG_DFL)
        // One at a time: begun on several threads at once, Foundation's own crashed now and then.
        try RunningCommand.starting.withLock { _ in try process.run() }
        id = process.processIdentifier
        words = ([program] + arguments).joined(separator: " ")
        state = Mutex(State(process: process, output: output, errors: errors))
    }

    deinit {
        state.withLock { state in
            if state.process.isRunning { kill(state.process.processIdentifier, SIGKILL) }
        }
    }

    var isRunning: Bool { state.withLock { $0.process.isRunning } }

    /// What it wrote to standard output so far.
    var output: String { read { $0.output } }

    /// What it wrote to standard error so far.
    var errors: String { read { $0.errors } }

    private func read(_ file: (borrowing State) -> URL) -> String {
        let url = state.withLock { file($0) }
        return FileManager.default.contents(atPath: url.path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Sends it a signal, unless it has ended.
    func signal(_ signal: Int32) {
        state.withLock { state in
            if state.process.isRunning { kill(state.process.processIdentifier, signal) }
        }
    }

    /// Waits until it ends.
    func end() async throws -> EndedCommand {
        try await eventually("`\(words)` has ended") { !isRunning }
        let (code, reason) = state.withLock { ($0.process.terminationStatus, $0.process.terminationReason) }
        return EndedCommand(code: code, isSignaled: reason == .uncaughtSignal, output: output, errors: errors)
    }
}

/// Waits until a condition holds.
func eventually(_ what: String, _ holds: () async throws -> Bool) async throws {
    try await CallspoolTesting.eventually(what, holds)
}

/// Leaves a command to its work for so many looks, at the most until it has ended or something is so.
///
/// What is killed after that is killed at any moment; how long a look is, is not judged.
func linger(beside command: RunningCommand, looks: Int, until isSo: () async throws -> Bool = { false }) async throws {
    for _ in 0..<looks where command.isRunning {
        if try await isSo() { return }
        try await lookAgain()
    }
}
