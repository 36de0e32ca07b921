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
        /// The file that `people` are of, as it was when it was read.
        var stamp: DiskEntry?
        /// Sessions that were signed out of, by their nonce, and when they would have been over.
        var ended: [String: Timestamp] = [:]
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
    /// - Throws: `UnreadablePeople` when the password file cannot be read: then nobody is in.
    func session(cookie: String?) throws -> Session? {
        guard let cookie, let session = signer.session(cookie, now: clock.wall) else { return nil }
        return try current(session)
    }

    /// A session as it stands now; `nil` when it is over.
    ///
    /// Who signed out, was taken out of the file, or has another password, is out at once; who lost a role has lost it.
    ///
    /// - Throws: `UnreadablePeople`.
    func current(_ session: Session) throws -> Session? {
        let hasEnded = state.withLock { $0.ended[session.nonce] != nil }
        guard !hasEnded, clock.wall < session.expires else { return nil }
        guard file != nil else { return session }
        guard let person = try people().person(session.name),
            signer.credential(of: person.hash) == session.credential
        else { return nil }
        var current = session
        current.role = person.role
        return current
    }

    /// Ends a session: its cookie is of no more use, whoever has kept it.
    func end(_ session: Session) {
        let now = clock.wall
        state.withLock { state in
            state.ended = state.ended.filter { $0.value > now }
            state.ended[session.nonce] = session.expires
        }
    }

    /// A session for somebody who need not sign in; `nil` where one must.
    func openSession() -> Session? {
        file == nil ? makeSession("local", .operator, credential: "") : nil
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
        guard let person = try people().person(name, password: password) else { return .refused }
        state.withLock { $0.limit.succeeded(address: address, name: name) }
        return .welcome(makeSession(name, person.role, credential: signer.credential(of: person.hash)))
    }

    private func makeSession(_ name: String, _ role: PageRole, credential: String) -> Session {
        let expires = clock.wall + Gatekeeper.sessionTime
        return Session(name: name, role: role, expires: expires, nonce: random(), credential: credential)
    }

    /// The cookie's value for a session.
    func cookie(of session: Session) -> String { signer.cookie(of: session) }

    /// The token that a session's forms carry.
    func formToken(of session: Session) -> String { signer.formToken(of: session) }

    /// Whether a form was made for this session.
    func isToken(_ token: String, of session: Session) -> Bool { signer.isToken(token, of: session) }

    /// The people in the file, read again when it has changed.
    private func people() throws(UnreadablePeople) -> PasswordFile {
        guard let file else { return PasswordFile() }
        do {
            let entry = try disk.entry(file)
            let known = state.withLock { entry != nil && $0.stamp == entry ? $0.people : nil }
            if let known { return known }
            guard let bytes = try disk.contents(file) else {
                throw UnreadablePeople(file: file, why: "it is not there")
            }
            let people = try PasswordFile(String(decoding: bytes, as: UTF8.self))
            state.withLock { state in (state.people, state.stamp) = (people, entry) }
            return people
        } catch let fault as PasswordFile.Fault {
            throw UnreadablePeople(file: file, why: "line \(fault.line): \(fault.message)")
        } catch let error as DiskError {
            throw UnreadablePeople(file: file, why: error.message)
        } catch let error as UnreadablePeople {
            throw error
        } catch {
            throw UnreadablePeople(file: file, why: "\(error)")
        }
    }
}

/// The password file cannot be read, and so nobody is let in.
struct UnreadablePeople: Error, Equatable {
    /// The file, and what is wrong with it.
    var file, why: String

    /// For the log.
    var message: String { "nobody can sign in: the password file \(file) cannot be read: \(why)" }

    /// For whoever stands before the door: not where the file is, nor what is in it.
    var sentence: String {
        "Nobody can sign in now: the page's password file is damaged or cannot be read. Whoever runs the page must repair "
            + "it; the server's log says where and why."
    }
}
