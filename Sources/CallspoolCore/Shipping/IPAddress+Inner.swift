extension IPAddress {
    /// What makes it an address inside of a network, or no single machine's, as it stands after "is"; else `nil`.
    ///
    /// The ranges are those of IANA's special-purpose registries (RFC 6890), without the ones that are for examples. An
    /// IPv6 address that holds an IPv4 one (mapped, compatible, NAT64, 6to4) is judged by that one, and a mapped one is
    /// always inner, because nobody needs to write it.
    public var innerKind: String? {
        let ranges = bytes.count == 4 ? IPAddress.innerFour : IPAddress.innerSix
        return ranges.first { isIn($0) }?.kind ?? carried?.innerKind
    }

    private struct Range: Sendable {
        /// The bytes that it begins with.
        var prefix: [UInt8]
        /// How many of their bits count.
        var length: Int
        /// What it is for.
        var kind: String

        init(_ prefix: [UInt8], _ length: Int, _ kind: String) {
            self.prefix = prefix
            self.length = length
            self.kind = kind
        }
    }

    private func isIn(_ range: Range) -> Bool {
        (0..<range.length)
            .allSatisfy { bit in
                let mask: UInt8 = 0x80 >> UInt8(bit % 8)
                return bytes[bit / 8] & mask == range.prefix[bit / 8] & mask
            }
    }

    /// The IPv4 address that an IPv6 address carries.
    private var carried: IPAddress? {
        guard bytes.count == 16 else { return nil }
        if isIn(IPAddress.translated) || isIn(IPAddress.compatible) { return IPAddress(bytes: Array(bytes[12...])) }
        if isIn(IPAddress.sixToFour) { return IPAddress(bytes: Array(bytes[2..<6])) }
        return nil
    }

    private static let innerFour = [
        Range([0], 8, "an unspecified address"),
        Range([10], 8, "a private address"),
        Range([100, 64], 10, "an address inside of a carrier's network"),
        Range([127], 8, "an address of this machine"),
        Range([169, 254], 16, "a link-local address"),
        Range([172, 16], 12, "a private address"),
        Range([192, 0, 0], 24, "a reserved address"),
        Range([192, 168], 16, "a private address"),
        Range([198, 18], 15, "an address for tests of networks"),
        Range([224], 4, "a multicast address"),
        Range([240], 4, "a reserved address"),
    ]

    private static let zeros = [UInt8](repeating: 0, count: 16)

    private static let innerSix = [
        Range(zeros, 128, "an unspecified address"),
        Range(zeros.dropLast() + [1], 128, "an address of this machine"),
        Range(zeros.prefix(10) + [0xFF, 0xFF], 96, "an IPv4 address in IPv6's clothes"),
        Range([0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01], 48, "a private address"),
        Range([0x01, 0x00, 0, 0, 0, 0, 0, 0], 64, "a reserved address"),
        Range([0x20, 0x01, 0, 0], 32, "an address of a tunnel"),
        Range([0xFC], 7, "a private address"),
        Range([0xFE, 0x80], 10, "a link-local address"),
        Range([0xFE, 0xC0], 10, "a private address"),
        Range([0xFF], 8, "a multicast address"),
    ]

    private static let translated = Range([0x00, 0x64, 0xFF, 0x9B] + zeros.prefix(8), 96, "")
    private static let compatible = Range(zeros, 96, "")
    private static let sixToFour = Range([0x20, 0x02], 16, "")
}
