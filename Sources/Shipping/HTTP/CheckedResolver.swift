internal import CallspoolCore
internal import NIOCore
internal import NIOPosix

/// Gives a connection the addresses of its host, if the rules for hosts allow every one of them.
///
/// The connection is made to the very addresses that were judged: a name that has another address a moment later
/// ("DNS rebinding") gains nothing by it. Used for one connection.
final class CheckedResolver: Resolver, Sendable {
    private let addresses: EventLoopFuture<[SocketAddress]>

    /// Begins to look a host up; its addresses are judged by the rules, unless they may be any.
    init(
        _ lookup: AddressLookup,
        host: String,
        port: Int,
        rules: HostRules?,
        on loop: any EventLoop
    ) {
        addresses = lookup.addresses(of: host, port: port, on: loop)
            .flatMapThrowing { addresses in
                if let rules, let why = rules.fault(of: addresses.compactMap(\.ip), at: host) {
                    throw TransportFault(why)
                }
                return addresses
            }
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        addresses.map { $0.filter { if case .v4 = $0 { true } else { false } } }
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        addresses.map { $0.filter { if case .v6 = $0 { true } else { false } } }
    }

    func cancelQueries() {}  // `getaddrinfo` cannot be called off.
}
