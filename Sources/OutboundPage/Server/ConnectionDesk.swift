internal import CallspoolCore
internal import Synchronization

/// Counts the connections of each address, so that none can take all there are.
final class ConnectionDesk: Sendable {
    /// The most connections of one address: as many browsers as an office has behind one, and a tenth of all.
    static let mostOfOne = 100

    private let most: Int
    private let counts = Mutex<[String: Int]>([:])

    /// Makes a desk that lets so many of one address in.
    init(most: Int = ConnectionDesk.mostOfOne) {
        self.most = most
    }

    /// Lets a connection in.
    ///
    /// - Returns: false when its address has as many as it may have; else it must be signed off when it is over.
    func admit(_ address: String) -> Bool {
        counts.withLock { counts in
            let count = counts[ClientPlace.of(address), default: 0]
            guard count < most else { return false }
            counts[ClientPlace.of(address)] = count + 1
            return true
        }
    }

    /// A connection that was let in is over.
    func leave(_ address: String) {
        counts.withLock { counts in
            let count = counts[ClientPlace.of(address), default: 0]
            counts[ClientPlace.of(address)] = count > 1 ? count - 1 : nil
        }
    }
}

/// Where requests come from, as far as one sender can be told from another.
enum ClientPlace {
    /// An IPv4 address as it is, and of an IPv6 address its first 64 bits: who has one of these has all of them.
    static func of(_ address: String) -> String {
        guard let bytes = IPAddress(address)?.bytes, bytes.count == 16 else { return address }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }
}
