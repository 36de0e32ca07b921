import CallspoolTesting
import Foundation

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
    private let program: StartedProgram
    private let outputFile: URL
    private let errorsFile: URL
    private let words: String

    /// Starts a program.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        folder: URL
    ) throws {
        var variables = ProcessInfo.processInfo.environment
        variables["CALLSPOOL_SPOOL"] = nil
        variables["SWIFT_BACKTRACE"] = "enable=no"
        variables.merge(environment) { $1 }
        let name = UUID().uuidString
        outputFile = folder.appending(path: "\(name).out")
        errorsFile = folder.appending(path: "\(name).err")
        let inputFile = folder.appending(path: "\(name).in")
        if let input { try Data(input.utf8).write(to: inputFile) }
        words = ([program] + arguments).joined(separator: " ")
        self.program = try StartedProgram(
            program,
            arguments,
            environment: variables,
            input: input == nil ? "/dev/null" : inputFile.path,
            output: outputFile.path,
            errors: errorsFile.path
        )
    }

    var id: pid_t { program.id }

    var isRunning: Bool { program.ended == nil }

    /// What it wrote to standard output so far.
    var output: String { Self.text(outputFile) }

    /// What it wrote to standard error so far.
    var errors: String { Self.text(errorsFile) }

    private static func text(_ file: URL) -> String {
        FileManager.default.contents(atPath: file.path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Sends it a signal, unless it has ended.
    func signal(_ signal: Int32) {
        program.signal(signal)
    }

    /// Waits until it ends.
    func end() async throws -> EndedCommand {
        var ended: StartedProgram.End?
        try await eventually("`\(words)` has ended") {
            ended = program.ended
            return ended != nil
        }
        guard let ended else { throw TestTrouble("`\(words)` has not ended") }
        return EndedCommand(code: ended.code, isSignaled: ended.isSignaled, output: output, errors: errors)
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
