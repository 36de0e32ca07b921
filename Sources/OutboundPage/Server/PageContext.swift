internal import Hummingbird
internal import NIOCore

/// What is known of a request besides what it says: whose it is, and where it comes from.
struct PageContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address that it comes from, without the port.
    var address: String
    /// Who sends it; `nil` before they signed in.
    var session: Session?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
