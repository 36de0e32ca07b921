import ArgumentParser
import CallspoolCore
import OutboundPage

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The outbound page: campaigns, their calls, and the controls, in a browser.",
        discussion: """
            Reads the spool as status and view do, and writes only requests and files to be accepted; it may be started and \
            stopped at any time beside a program that dials. On an address that can be reached from elsewhere it demands a \
            password file (make it with --add-user) and TLS, or a reverse proxy that terminates TLS. Options go before the key `page` \
            of callspool.yaml.
            """
    )

    @Option(help: ArgumentHelp("Where to listen (default: 127.0.0.1:8080).", valueName: "address:port"))
    var listen: String?

    @Option(help: ArgumentHelp("Who may sign in; made with --add-user.", valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("The certificate with its chain, PEM.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's key, PEM.", valueName: "file"))
    var tlsKey: String?

    @Flag(help: "A reverse proxy terminates TLS; trust its X-Forwarded-For.")
    var behindProxy = false

    @Flag(help: "Viewers see telephone numbers without their middle digits.")
    var mask = false

    @Option(
        help: ArgumentHelp("Add somebody to the password file, or change their password, and leave.", valueName: "name")
    )
    var addUser: String?

    @Option(help: "What they may do: viewer or operator.", transform: oneOfThese)
    var role: PageRole?

    @OptionGroup var options: SpoolOptions

    func validate() throws {
        guard (addUser == nil) == (role == nil) else {
            throw ValidationError("--add-user and --role go together")
        }
        if let addUser, !PasswordFile.isName(addUser) {
            throw ValidationError("`\(addUser)` is not a name: letters, digits, `.`, `_`, `-` and `@`, at most 64")
        }
        var page = PageSettings()
        if let listen, !page.listen(at: listen) {
            throw ValidationError("--listen must be ADDRESS:PORT, such as 127.0.0.1:8080; this is `\(listen)`")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let program = PageProgram(spool: try options.open(), options: self)
            if let addUser, let role {
                try program.add(addUser, role)
            } else {
                try await program.serve()
            }
        }
    }
}
