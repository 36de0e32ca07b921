/// The address of a machine: four bytes or sixteen.
public struct IPAddress: Hashable, Sendable {
    /// Its bytes, the first one written first.
    public let bytes: [UInt8]

    /// An address of four bytes or sixteen; anything else is none.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads an address.
    ///
    /// IPv4 is also read in the older forms that name resolution takes for addresses (`127.1`, `0x7f000001`,
    /// `2130706433`; `inet_aton(3)`), so that none of them passes for a name.
    public init?(_ text: String) {
        guard let bytes = text.contains(":") ? IPAddress.six(text) : IPAddress.four(text) else { return nil }
        self.bytes = bytes
    }

    // MARK: - Reading

    private static func four(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(number)
        guard (1...4).contains(parts.count), let last = parts.last, let last else { return nil }
        var bytes: [UInt8] = []
        for part in parts.dropLast() {
            guard let part, let byte = UInt8(exactly: part) else { return nil }
            bytes.append(byte)
        }
        // The last part fills what is left.
        let left = 4 - bytes.count
        guard last < 1 << (8 * left) else { return nil }
        for place in (0..<left).reversed() { bytes.append(UInt8(truncatingIfNeeded: last >> (8 * place))) }
        return bytes
    }

    /// A part in decimal, octal (`0177`) or hexadecimal (`0x7f`) digits.
    private static func number(_ text: Substring) -> UInt64? {
        guard text.utf8.count <= 16, text.first?.isASCII == true, text.first?.isNumber == true else { return nil }
        if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16) }
        return UInt64(text, radix: text.count > 1 && text.hasPrefix("0") ? 8 : 10)
    }

    /// RFC 4291, section 2.2.
    private static func six(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = halves.first, let first = groups(head) else { return nil }
        guard halves.count == 2 else { return first.count == 16 ? first : nil }
        guard let last = groups(halves[1]), first.count + last.count <= 14 else { return nil }
        return first + [UInt8](repeating: 0, count: 16 - first.count - last.count) + last
    }

    /// Groups of four hexadecimal digits; the last may be an IPv4 address.
    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        for (place, group) in groups.enumerated() {
            if place == groups.count - 1, group.contains(".") {
                guard let four = four(String(group)) else { return nil }
                bytes += four
            } else {
                guard (1...4).contains(group.utf8.count), group.allSatisfy(\.isHexDigit),
                    let number = UInt16(group, radix: 16)
                else { return nil }
                bytes += [UInt8(number >> 8), UInt8(number & 255)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }
}

extension IPAddress: CustomStringConvertible {
    /// As people write it; an IPv6 address with every group, for it is meant for messages.
    public var description: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }
}
