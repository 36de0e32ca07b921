import CallspoolCore
import CampaignFiles

/// Picks numbers by what a person writes of them.
///
/// A text that is a whole number where the campaign reads it picks that number; of any other text its digits are looked
/// for in the numbers' digits, and where it has none, the text itself, as numbers that could not be read stand there as
/// they were written.
public struct NumberFilter {
    private enum Wanted {
        case number(String)
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
            wanted = .number(e164)
        } else {
            wanted = digits.isEmpty ? .text(text.lowercased()) : .digits(digits)
        }
    }

    /// Whether it picks a number.
    public func picks(_ phoneNumber: String) -> Bool {
        switch wanted {
        case .number(let number): phoneNumber == number
        case .digits(let digits): phoneNumber.utf8.filter(NumberFilter.isDigit).contains(digits)
        case .text(let text): phoneNumber.lowercased().contains(text)
        }
    }

    /// Which calls of a campaign it picks, by their position less one: a byte a call.
    ///
    /// - Throws: `DiskError`; `StoreError` when a line is no call job.
    func picked(in path: String, on disk: any Disk) throws -> [Bool] {
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file)
        var picked: [Bool] = []
        while let isPicked = try reader.next({ line, _ in try picks(line) }) { picked.append(isPicked) }
        return picked
    }

    /// The number is a line's first field; the rest is not read.
    private func picks(_ line: UnsafeRawBufferPointer) throws -> Bool {
        var fields = JSONFields(line)
        guard let number = try fields.next(), number.isNamed("phone_number") else { return false }
        return number.value.string.map(picks) ?? false
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
