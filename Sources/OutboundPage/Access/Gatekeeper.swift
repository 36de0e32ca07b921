internal import CallspoolCore
internal import Spool
internal import Synchronization

/// Decides who sends a request, and lets people in.
final class Gatekeeper: Sendable {
    /// What a sign-in comes to.
    enum Entry: Equatable {
        /// They are in.
        case welcome(Session)
        /// Name and password do not fit.
        case refused
        /// Too many tries; not before then.
        case wait(until: Timestamp)
    }

    private struct State {
        var limit = SignInLimit()
        var people = PasswordFile()
        /// When the file was last changed that `people` are of, and how long it was.
        var stamp: (modified: Int64, size: Int)?
    }

    /// How long a session lasts.
    static let sessionTime = Duration.seconds(12 * 3600)

    /// The password file; `nil` when whoever reaches the page may act.
    private let file: String?
    private let disk: any Disk
    private let signer: SessionSigner
    private let clock: any ProgramClock
    private let random: @Sendable () -> String
    private let state = Mutex(State())

    /// Makes a gatekeeper.
    ///
    /// - Parameters:
    ///   - file: the password file; `nil` when whoever reaches the page may act.
    ///   - disk: where it is.
    ///   - signer: signs sessions.
    ///   - clock: the machine's, for sessions and waits.
    ///   - random: a word that nobody guesses, another at each call.
    init(
        file: String?,
        on disk: any Disk,
        signer: SessionSigner,
        clock: any ProgramClock,
        random: @escaping @Sendable () -> String
    ) {
        self.file = file
        self.disk = disk
        self.signer = signer
        self.clock = clock
        self.random = random
    }

    /// Whether people must sign in.
    var asksForPassword: Bool { file != nil }

    /// Who sends a request with this cookie; `nil` when they must sign in first.
    ///
    /// - Throws: `DiskError` or `PasswordFile.Fault` when the password file cannot be read: then nobody is in.
    func session(cookie: String?) throws -> Session? {
        guard let cookie, let session = signer.session(cookie, now: clock.wall) else { return nil }
        guard file != nil else { return session }
        // Who was taken out of the file, or lost a role, has lost it at once.
        guard let role = try people().role(of: session.name) else { return nil }
        var current = session
        current.role = role
        return current
    }

    /// A session for somebody who need not sign in; `nil` where one must.
    func openSession() -> Session? {
        file == nil ? makeSession("local", .operator) : nil
    }

    /// Lets somebody in, or not.
    ///
    /// Takes as long as hashing a password does, and so belongs on a thread that may.
    ///
    /// - Throws: when the password file cannot be read, or nothing hashed.
    func signIn(_ name: String, password: String, address: String) throws -> Entry {
        let now = clock.wall
        // A try counts as failed until it has succeeded: else a thousand at once would all be looked at.
        let until = state.withLock { state in
            let until = state.limit.wait(address: address, name: name, now: now)
            if until == nil { state.limit.failed(address: address, name: name, now: now) }
            return until
        }
        if let until { return .wait(until: until) }
        guard let role = try people().role(of: name, password: password) else { return .refused }
        state.withLock { $0.limit.succeeded(address: address, name: name) }
        return .welcome(makeSession(name, role))
    }

    private func makeSession(_ name: String, _ role: PageRole) -> Session {
        Session(name: name, role: role, expires: clock.wall + Gatekeeper.sessionTime, nonce: random())
    }

    /// The cookie's value for a session.
    func cookie(of session: Session) -> String { signer.cookie(of: session) }

    /// The token that a session's forms carry.
    func formToken(of session: Session) -> String { signer.formToken(of: session) }

    /// Whether a form was made for this session.
    func isToken(_ token: String, of session: Session) -> Bool { signer.isToken(token, of: session) }

    /// The people in the file, read again when it has changed.
    private func people() throws -> PasswordFile {
        guard let file else { return PasswordFile() }
        let entry = try disk.entry(file)
        let known = state.withLock { state in
            guard let stamp = state.stamp, let entry, stamp == (entry.modified, entry.size) else {
                return PasswordFile?.none
            }
            return state.people
        }
        if let known { return known }
        let people = try PasswordFile(String(decoding: disk.contents(file) ?? [], as: UTF8.self))
        state.withLock { state in
            state.people = people
            state.stamp = entry.map { ($0.modified, $0.size) }
        }
        return people
    }
}
