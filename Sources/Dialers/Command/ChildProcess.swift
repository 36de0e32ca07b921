internal import CSpawn
internal import CallspoolCore
internal import Foundation

/// A process of ours, in a group of its own, with three pipes to it.
///
/// It is started by `posix_spawn`: no shell, no code of ours between fork and exec, and of our descriptors it gets the
/// three pipes alone. A lock of the spool's that it inherited would outlive us in it.
struct ChildProcess: Sendable {
    /// The system would not start it.
    struct Failure: Error, Equatable, Sendable {
        /// What could not be done, and why.
        var message: String
    }

    /// The process's id, and its group's.
    let id: pid_t
    /// Our end of its standard input.
    let input: CInt
    /// Our end of its standard output.
    let output: CInt
    /// Our end of its standard error.
    let errors: CInt

    /// The variables of our own that it gets; what else it needs is in the settings.
    private static let inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR"]

    /// Starts it.
    ///
    /// - Throws: `Failure`; nothing was started then.
    init(_ settings: CommandSettings) throws(Failure) {
        var ends: [CInt] = []
        do throws(Failure) {
            for _ in 0..<3 { ends += try Self.pipe() }
            // Of each pipe the first end is read from.
            let theirs = [ends[0], ends[3], ends[5]]
            id = try Self.spawn(settings, theirs)
            for end in theirs { close(end) }
            (input, output, errors) = (ends[1], ends[2], ends[4])
        } catch {
            for end in ends { close(end) }
            throw error
        }
    }

    private static func pipe() throws(Failure) -> [CInt] {
        var ends: [CInt] = [0, 0]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Failure(message: "no pipe: \(words(errno))") }
        return ends
    }

    private static func spawn(_ settings: CommandSettings, _ theirs: [CInt]) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, end) in theirs.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, end, CInt(descriptor))
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if let directory = settings.directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let path = settings.program.first ?? ""
        var id: pid_t = 0
        let code = withStrings(settings.program) { arguments in
            withStrings(environment(settings)) { environment in
                posix_spawnp(&id, path, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw Failure(message: "\(path) cannot be started: \(words(code))") }
        return id
    }

    private static func environment(_ settings: CommandSettings) -> [String] {
        let ours = ProcessInfo.processInfo.environment
        let own = Set(settings.environment.map(\.key))
        let inherited = inherited.filter { !own.contains($0) }.compactMap { key in ours[key].map { "\(key)=\($0)" } }
        return inherited + settings.environment.map { "\($0.key)=\($0.value)" }
    }

    /// Whether the process has ended; until `reap` it keeps its id, so that a signal cannot reach anybody else.
    var hasEnded: Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo != 0
    }

    /// Sends a signal to the process and to whatever it has started.
    func signal(_ signal: CInt) {
        kill(-id, signal)
    }

    /// Takes the leave of a process that has ended, and of what it left behind.
    ///
    /// - Returns: how it ended.
    func reap() -> String {
        signal(SIGKILL)
        var status: CInt = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? "it ended with exit status \(status >> 8 & 0xFF)" : "it was ended by signal \(signal)"
    }
}

private func words(_ code: CInt) -> String {
    String(cString: strerror(code))
}

/// Calls with a list of texts as C wants it: pointers, and a null after the last.
private func withStrings<Result>(
    _ texts: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
    defer { list.deallocate() }
    for (place, text) in texts.enumerated() { (list + place).initialize(to: strdup(text)) }
    (list + texts.count).initialize(to: nil)
    defer { for place in 0..<texts.count { free(list[place]) } }
    return body(list)
}
