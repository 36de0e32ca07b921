import ArgumentParser
import CMalloc
import CallspoolCore
import Logging
import OutboundPage
import Spool
import Stages

/// What `serve` does: the page's server put together from the concrete types, and the file of those who may sign in.
struct PageProgram {
    let spool: OpenSpool
    let options: Serve

    /// The settings, the options before them; paths where the files are.
    private var page: PageSettings {
        var page = spool.settings.page
        // What the settings name begins in the spool, what the command line names where one is.
        func located(_ path: String?) -> String? {
            path.map { $0.hasPrefix("/") ? $0 : "\(spool.layout.root)/\($0)" }
        }
        if let listen = options.listen { _ = page.listen(at: listen) }
        page.users = options.passwordFile ?? located(page.users)
        page.tokenFile = located(page.tokenFile)
        page.certificate = options.tlsCertificate ?? located(page.certificate)
        page.key = options.tlsKey ?? located(page.key)
        page.isBehindProxy = page.isBehindProxy || options.behindProxy
        page.masks = page.masks || options.mask
        return page
    }

    /// Serves until asked to end.
    func serve() async throws {
        // The pages' threads share what they have free; of its own each would keep as much as it ever needed.
        _ = mallopt(M_ARENA_MAX, 4)
        var settings = spool.settings
        settings.page = page
        if let users = page.users { try check(users) }
        let (layout, disk, speed) = (spool.layout, spool.disk, settings.speed)
        let log = Logger(label: "callspool") { _ in ErrorLogHandler(logLevel: .warning, now: { SystemClock().wall }) }
        let setup = PageSetup(
            layout: layout,
            disk: disk,
            settings: settings,
            clock: SystemClock(),
            programNow: {
                // A fast clock is never behind what the spool has recorded.
                let latest = try speed == 1 ? Timestamp(milliseconds: 0) : SpoolReader(layout, on: disk).latest()
                return SystemClock(speed: speed, notBefore: latest).now
            },
            version: programVersion,
            random: Randomness.bytes
        )
        do {
            let server = try PageServer(setup, log: log)
            try await server.run {
                giveMemoryBack()
                Terminal.log("the outbound page: \($0)")
            }
        } catch let trouble as PageTrouble {
            Terminal.warn(trouble.message)
            throw ExitCode.badSettings
        }
    }

    /// Large pieces of memory go back to the system from now on (`mallopt(3)`).
    ///
    /// Lists of a million calls come and go for as long as the page is served, and glibc would keep some for the next time.
    /// Not before the spool is read for the first time, which that would make slower.
    private func giveMemoryBack() {
        _ = mallopt(M_MMAP_THRESHOLD, 1 << 22)
    }

    /// A file that cannot be read would let nobody in, and that is better told now.
    private func check(_ users: String) throws {
        guard try !read(users).isEmpty else {
            Terminal.warn(
                "nobody can sign in: \(users) names nobody; callspool serve --add-user NAME --role operator"
            )
            throw ExitCode.badSettings
        }
    }

    private func read(_ users: String) throws -> PasswordFile {
        do {
            return try PasswordFile(String(decoding: spool.disk.contents(users) ?? [], as: UTF8.self))
        } catch let fault as PasswordFile.Fault {
            Terminal.warn("\(users):\(fault.line): \(fault.message)")
            throw ExitCode.badSettings
        }
    }

    /// Adds somebody to the password file, with a password that is asked for.
    func add(_ name: String, _ role: PageRole) throws {
        guard let users = page.users else {
            Terminal.warn(
                "which file? Give --password-file FILE, or `page: {users: FILE}` in \(spool.layout.settings)"
            )
            throw ExitCode.usage
        }
        var file = try read(users)
        guard let password = try PasswordPrompt.ask(name) else {
            Terminal.warn("a password has 8 to 1024 characters, and is typed twice alike; nothing was changed")
            throw ExitCode.usage
        }
        try file.add(name, role: role, password: password, salt: Randomness.bytes(16))
        try spool.disk.replace(users, with: Array(file.text.utf8), isPrivate: true)
        Terminal.write("\(name) may sign in as \(role.rawValue); written to \(users)\n")
    }
}
