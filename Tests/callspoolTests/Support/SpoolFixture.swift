import Foundation

/// A spool of its own for a test, in a temporary folder that goes away with it.
final class SpoolFixture: Sendable {
    let folder: URL
    /// The spool's path.
    let root: String
    private let program: String
    private let keeps: Bool

    /// Makes a spool.
    ///
    /// - Parameters:
    ///   - settings: its settings.
    ///   - place: where, if not in a folder of its own.
    /// - Throws: `TestTrouble` when it cannot be made.
    init(_ settings: SpoolSettings = SpoolSettings(), at place: URL? = nil) async throws {
        program = try BuiltProgram.path()
        keeps = ProcessInfo.processInfo.environment["CALLSPOOL_KEEP"] != nil
        folder = FileManager.default.temporaryDirectory.appending(path: "callspool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        root = (place ?? folder.appending(path: "spool")).path
        let made = try await callspool(["init", root])
        guard made.code == 0 else { throw TestTrouble("init failed: \(made.errors)") }
        try set(settings)
    }

    deinit {
        // A folder that stays behind harms nobody.
        if !keeps { try? FileManager.default.removeItem(at: folder) } else { print("kept \(folder.path)") }
    }

    /// Changes the settings.
    func set(_ settings: SpoolSettings) throws {
        try write("callspool.yaml", settings.text)
    }

    // MARK: - Commands

    /// Starts a command on the spool.
    func start(_ arguments: String..., environment: [String: String] = [:]) throws -> RunningCommand {
        try RunningCommand(program, arguments + ["--spool", root], environment: environment, folder: folder)
    }

    /// Runs a command on the spool to its end.
    ///
    /// - Parameters:
    ///   - arguments: the command and its words.
    ///   - input: what it is given on standard input, if anything.
    /// - Returns: how it ended.
    /// - Throws: `TestTrouble` when it cannot be started.
    func run(_ arguments: String..., input: String? = nil) async throws -> EndedCommand {
        try await RunningCommand(program, arguments + ["--spool", root], input: input, folder: folder).end()
    }

    /// Runs a command with just these arguments.
    func callspool(_ arguments: [String], environment: [String: String] = [:]) async throws -> EndedCommand {
        try await RunningCommand(program, arguments, environment: environment, folder: folder).end()
    }

    /// Runs a command on the spool and measures its memory.
    func measured(_ arguments: String...) async throws -> EndedCommand {
        let script = """
            import resource, subprocess, sys
            code = subprocess.call(sys.argv[2:])
            open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
            sys.exit(code)
            """
        let note = folder.appending(path: UUID().uuidString)
        let command = ["python3", "-c", script, note.path, program] + arguments + ["--spool", root]
        var ended = try await RunningCommand("/usr/bin/env", command, folder: folder).end()
        ended.memory = Int(try String(contentsOf: note, encoding: .utf8)).map { $0 * 1024 }
        return ended
    }

    // MARK: - Files

    /// Where something in the spool is.
    func path(_ name: String) -> String { root + "/" + name }

    /// Whether there is something of that name in the spool, be it a dangling link.
    func has(_ name: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path(name))) != nil
    }

    /// The names in a folder of the spool, sorted, without hidden ones.
    func names(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(name)).filter { !$0.hasPrefix(".") }.sorted()
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path(name)))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try bytes(name), as: UTF8.self)
    }

    /// A file's size; 0 when it is not there.
    func size(_ name: String) -> Int {
        var status = stat()
        return stat(path(name), &status) == 0 ? Int(status.st_size) : 0
    }

    /// Drops a campaign as one should: written aside, and renamed.
    func drop(_ name: String, _ text: String) throws {
        try drop(name, Data(text.utf8))
    }

    func drop(_ name: String, _ bytes: Data) throws {
        let aside = path("incoming/.\(UUID().uuidString)")
        try bytes.write(to: URL(fileURLWithPath: aside))
        guard rename(aside, path("incoming/\(name)")) == 0 else { throw TestTrouble("cannot drop \(name)") }
    }

    /// Sets when a file was last changed.
    func age(_ name: String, by seconds: Int) throws {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let then = timespec(tv_sec: now.tv_sec - seconds, tv_nsec: 0)
        guard utimensat(AT_FDCWD, path(name), [then, then], 0) == 0 else { throw TestTrouble("cannot age \(name)") }
    }
}
