internal import CallspoolCore
internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Looks up the addresses of hosts, by the machine's own rules (`getaddrinfo(3)`), which may block for long: on threads
/// of its own.
///
/// A name that is being looked up is not looked up a second time, so that one whose server is dead takes one thread and
/// not all of them.
final class AddressLookup: Sendable {
    private struct Name: Hashable {
        var host: String
        var port: Int
    }

    /// Finds the addresses of a host; may block.
    typealias Ask = @Sendable (_ host: String, _ port: Int) throws -> [SocketAddress]

    private struct State {
        var inProgress: [Name: EventLoopPromise<[SocketAddress]>] = [:]
        var isStopped = false
    }

    private let ask: Ask
    private let threads = NIOThreadPool(numberOfThreads: 8)
    private let state = Mutex(State())

    /// Starts the threads.
    init(_ ask: @escaping Ask = { try addressesByTheSystem(of: $0, port: $1) }) {
        self.ask = ask
        threads.start()
    }

    /// Gives up what is being looked up.
    ///
    /// A thread that waits for a name server ends when that has answered; nobody hears of it, for the event loop may
    /// be gone by then.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for promise in state.inProgress.values { promise.fail(TransportFault("canceled")) }
            state.inProgress = [:]
        }
        threads.shutdownGracefully { _ in }
    }

    /// The addresses of a host, in the order in which they should be tried; never none.
    func addresses(of host: String, port: Int, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let name = Name(host: host, port: port)
        let (future, isNew) = state.withLock { state -> (EventLoopFuture<[SocketAddress]>, Bool) in
            if let promise = state.inProgress[name] { return (promise.futureResult, false) }
            if state.isStopped { return (loop.makeFailedFuture(TransportFault("canceled")), false) }
            let promise = loop.makePromise(of: [SocketAddress].self)
            state.inProgress[name] = promise
            return (promise.futureResult, true)
        }
        if isNew { threads.submit { _ in self.lookUp(name) } }
        return future.hop(to: loop)
    }

    private func lookUp(_ name: Name) {
        let result = Result { try ask(name.host, name.port) }
        state.withLock { $0.inProgress.removeValue(forKey: name)?.completeWith(result) }
    }
}

private func addressesByTheSystem(of host: String, port: Int) throws -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var first: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &first)
    guard code == 0 else {
        throw TransportFault("the host `\(host)` is not found (\(String(cString: gai_strerror(code))))")
    }
    defer { freeaddrinfo(first) }
    let addresses = sequence(first: first) { $0?.pointee.ai_next }.prefix { $0 != nil }
        .compactMap { $0.flatMap { SocketAddress($0.pointee, host: host) } }
    guard !addresses.isEmpty else { throw TransportFault("the host `\(host)` has no address") }
    return addresses
}

extension SocketAddress {
    fileprivate init?(_ info: addrinfo, host: String) {
        guard let pointer = UnsafeRawPointer(info.ai_addr) else { return nil }
        switch info.ai_family {
        case AF_INET: self.init(pointer.loadUnaligned(as: sockaddr_in.self), host: host)
        case AF_INET6: self.init(pointer.loadUnaligned(as: sockaddr_in6.self), host: host)
        default: return nil
        }
    }

    /// The address without its port.
    var ip: IPAddress? {
        switch self {
        case .v4(let address):
            withUnsafeBytes(of: address.address.sin_addr) { IPAddress(bytes: Array($0)) }
        case .v6(let address):
            withUnsafeBytes(of: address.address.sin6_addr) { IPAddress(bytes: Array($0)) }
        case .unixDomainSocket: nil
        }
    }
}
