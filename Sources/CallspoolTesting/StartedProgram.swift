internal import CSpawn
internal import Foundation
internal import Synchronization

/// A program that a test has started.
///
/// By `posix_spawn` and not by Foundation's `Process`, which now and then reads past the end of an array of its own and
/// ends the process that the tests run in. The program writes to files, so that nothing it says can hold it up, and
/// inherits no descriptor of ours.
public final class StartedProgram: Sendable {
    /// How a program ended.
    public struct End: Sendable {
        /// The exit status, or the number of the signal that ended it.
        public var code: Int32
        /// Whether a signal ended it.
        public var isSignaled: Bool
    }

    /// The system would not start it.
    public struct Failure: Error, CustomStringConvertible {
        /// Which program, and why.
        public var description: String
    }

    /// The process's id.
    public let id: Int32
    private let end = Mutex<End?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: what follows its name.
    ///   - environment: all the variables it gets, or those of this process.
    ///   - folder: where it runs, or where this process does.
    ///   - input: the file it reads.
    ///   - output: the file it writes to, created or emptied.
    ///   - errors: the file that its standard error goes to, created or emptied.
    /// - Throws: `Failure`; nothing was started then.
    public init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String]? = nil,
        folder: String? = nil,
        input: String = "/dev/null",
        output: String,
        errors: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let writing = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, writing, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, writing, 0o600)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A test run in the background of a shell ignores SIGINT, and what it starts would do so as well.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let variables = environment ?? ProcessInfo.processInfo.environment
        let arguments = ([program] + arguments).map { strdup($0) } + [nil]
        let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + settings { free(text) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, &attributes, arguments, settings)
        guard code == 0 else {
            throw Failure(description: "\(program) cannot be started: \(String(cString: strerror(code)))")
        }
        self.id = id
    }

    deinit {
        signal(SIGKILL)
        _ = wait()
    }

    /// How it ended; nothing while it runs.
    public var ended: End? { look(WNOHANG) }

    /// Waits until it ends, without giving the thread away.
    public func wait() -> End {
        // Only a process that is nobody's child cannot be waited for, and this one is ours until it is asked here.
        look(0) ?? End(code: -1, isSignaled: false)
    }

    /// Sends it a signal, unless it has ended.
    public func signal(_ signal: Int32) {
        // Under the lock, so that nobody takes its leave meanwhile: its id is its own until then.
        end.withLock { if $0 == nil { kill(id, signal) } }
    }

    private func look(_ options: Int32) -> End? {
        end.withLock { end in
            if let end { return end }
            var status: Int32 = 0
            var found = waitpid(id, &status, options)
            while found < 0, errno == EINTR { found = waitpid(id, &status, options) }
            guard found == id else { return nil }
            let signal = status & 0x7F
            end = End(code: signal == 0 ? status >> 8 & 0xFF : signal, isSignaled: signal != 0)
            return end
        }
    }
}
