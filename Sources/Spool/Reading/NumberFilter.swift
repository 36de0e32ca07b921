import CallspoolCore
import CampaignFiles

/// Picks numbers by what a person writes of them.
///
/// A text that is a whole number where the campaign reads it picks that number; of any other text its digits are looked
/// for in the numbers' digits, and where it has none, the text itself, as numbers that could not be read stand there as
/// they were written.
public struct NumberFilter {
    private enum Wanted {
        case number([UInt8])
        case digits([UInt8])
        case text(String)
    }

    private let wanted: Wanted

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: what somebody asks for.
    ///   - region: how a number without `+` is read.
    public init(_ text: String, region: String) {
        let digits = text.utf8.filter(NumberFilter.isDigit)
        if case .dialable(let e164, _, _) = PhoneNumberReader(region: region).read(text) {
            wanted = .number(Array(e164.utf8))
        } else {
            wanted = digits.isEmpty ? .text(text.lowercased()) : .digits(digits)
        }
    }

    /// Whether it picks a number.
    public func picks(_ phoneNumber: String) -> Bool {
        Array(phoneNumber.utf8).withUnsafeBytes(picks)
    }

    /// The same of its bytes: this is asked of every number of a campaign.
    private func picks(_ number: UnsafeRawBufferPointer) -> Bool {
        switch wanted {
        case .number(let wanted): number.elementsEqual(wanted)
        case .digits(let digits): NumberFilter.has(digits, in: number)
        case .text(let text): String(decoding: number, as: UTF8.self).lowercased().contains(text)
        }
    }

    /// Whether some digits stand one after the other, whatever else is between them.
    private static func has(_ digits: [UInt8], in number: UnsafeRawBufferPointer) -> Bool {
        for start in number.indices where number[start] == digits[0] {
            var found = 1
            for byte in number[(start + 1)...] where found < digits.count && isDigit(byte) {
                if byte != digits[found] { break }
                found += 1
            }
            if found == digits.count { return true }
        }
        return false
    }

    /// Which calls of a campaign it picks, by their position less one: a byte a call.
    ///
    /// - Throws: `DiskError`; `StoreError` when a line is not a call job.
    func picked(in path: String, on disk: any Disk) throws -> [Bool] {
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file)
        var picked: [Bool] = []
        while let isPicked = try reader.next({ line, _ in try isPicked(line) }) { picked.append(isPicked) }
        return picked
    }

    /// The number is a line's first field; the rest is not read.
    private func isPicked(_ line: UnsafeRawBufferPointer) throws -> Bool {
        var fields = JSONFields(line)
        guard let number = try fields.next(), number.isNamed("phone_number") else { return false }
        guard let quoted = number.value.quoted, !quoted.contains(UInt8(ascii: "\\")) else {
            return number.value.string.map(picks) ?? false
        }
        return picks(quoted)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
