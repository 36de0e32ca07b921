internal import CallspoolCore
internal import Hummingbird

/// What surrounds every page: its head, the ways to the other pages, who looks, and the foot.
///
/// Every view has one.
struct Frame: Sendable {
    /// A way to another page.
    struct Link: Sendable {
        var href: String
        var label: String
        var isCurrent: Bool
    }

    /// Who looks.
    struct Person: Sendable {
        var name: String
        var role: String
    }

    /// The pages' links; empty before somebody signed in.
    var pages: [Link] = []
    /// Whether somebody may look at all.
    var isIn = false
    /// Who signed in; nobody where nobody need.
    var person: Person?
    /// What forms carry.
    var token = ""
    /// Whether the page is to be kept up to date.
    var isLive = false
    /// What is wrong when nothing works on the spool that should.
    var trouble: String?
    /// Whether no telephone rings.
    var isSimulated = false
    /// The program's version.
    var version = ""
    /// Whether who looks may also act.
    var canAct = false
}

extension Frame {
    /// The pages, by the path that each begins with.
    private static let all = [
        ("/", "Campaigns"), ("/submit", "Submit"), ("/pending", "Pending"), ("/rejected", "Rejected"),
        ("/when", "When?"),
    ]

    /// The frame of an answer.
    init(_ parts: PageParts, _ context: PageContext, at path: String, isLive: Bool = false) {
        version = parts.version
        isSimulated = parts.settings.isSimulated
        guard let session = context.session else { return }
        isIn = true
        trouble = parts.pulse.trouble
        canAct = session.role == .operator
        token = parts.gatekeeper.formToken(of: session)
        self.isLive = isLive
        if parts.gatekeeper.asksForPassword { person = Person(name: session.name, role: session.role.rawValue) }
        let canAct = canAct
        pages = Frame.all.filter { canAct || $0.0 != "/submit" }
            .map { Link(href: $0.0, label: $0.1, isCurrent: Frame.isAt($0.0, path)) }
    }

    /// A campaign's page belongs to the campaigns.
    private static func isAt(_ page: String, _ path: String) -> Bool {
        page == "/" ? path == "/" || path.hasPrefix("/campaigns") : path == page || path.hasPrefix(page + "/")
    }
}

extension Settings {
    /// Whether no telephone rings: every trunk is the simulator.
    var isSimulated: Bool {
        trunks.allSatisfy { $0.engine.simulator != nil }
    }
}
