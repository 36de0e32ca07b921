internal import CPhoneNumber

/// Reads telephone numbers as people write them in a region.
///
/// Taken are E.164 (`+16175551234`), what libphonenumber reads in the region (`6175551234`, `(617) 555-1234`,
/// `011 44 20 …`), and both with the suffixes of ``NumberSuffixes``, with or without `tel:` before. A number is
/// dialable when its country has numbers of its length; whether it is in the numbering plan as it is known, tells
/// ``NumberingPlan``, and whether anybody has it, nobody knows before it rings. Stricter than libphonenumber where a guess
/// would ring somebody else's telephone: see ``NumberShape``.
///
/// A number that is dialled costs a few steps for each digit, with its country's code or as it is written in the region.
/// What is refused goes through libphonenumber, which says why, and so do a few numbers that only it can read; that is some
/// 30 µs. Several threads may read at once. The library is loaded (20 ms) at the first number.
public struct PhoneNumberReader: Sendable {
    /// How numbers without `+` are read: ISO 3166, two upper-case letters.
    public let region: String
    private let letters: (CChar, CChar)
    private let callerIDs = CallerIDMemory()

    /// The most that a text may have, in bytes of UTF-8: libphonenumber reads no more.
    static let longest = 250

    /// Makes a reader; a region that is not known refuses every number with that reason.
    public init(region: String) {
        self.region = region
        let bytes = Array(region.utf8)
        letters = bytes.count == 2 ? (CChar(truncatingIfNeeded: bytes[0]), CChar(truncatingIfNeeded: bytes[1])) : (0, 0)
    }

    /// Whether numbers can be read in this region.
    public static func isKnown(region: String) -> Bool {
        PhoneNumberReader(region: region).withLetters { CPhoneNumberKnowsRegion($0) }
    }

    /// The country calling code of the region; 0 when it is not known.
    public var callingCode: Int { withLetters { Int(CPhoneNumberCallingCode($0)) } }

    /// The lengths, a bit for each, that national numbers of the region can have.
    public var nationalLengths: UInt32 { withLetters { CPhoneNumberNationalLengths($0) } }

    /// Reads a number to call, with its suffixes.
    public func read(_ text: String) -> ReadNumber {
        switch WrittenNumber(text) {
        case .plain: return dialable(number(digits: text, as: text), suffixes: NumberSuffixes())
        case .grouped(let digits): return dialable(number(digits: digits, as: text), suffixes: NumberSuffixes())
        case .refused(let why): return .refused(reason: "\(text.inQuotes) \(why)")
        case .composed:
            let pieces = NumberSuffixes.split(text)
            switch pieces.suffixes {
            case .failure(let fault): return .refused(reason: "\(text.inQuotes) \(fault.words)")
            case .success(let suffixes): return dialable(number(pieces.number), suffixes: suffixes)
            }
        }
    }

    /// Reads a caller id: a number without suffixes.
    public func read(callerID text: String) -> ReadCallerID {
        if let known = callerIDs[text] { return known }
        let read: ReadCallerID
        switch WrittenNumber(text) {
        case .refused(let why): read = .refused(reason: "the caller id \(text.inQuotes) \(why)")
        case .plain, .grouped, .composed:
            switch number(NumberSuffixes.withoutScheme(NumberSuffixes.unwrapped(text))) {
            case .success(let e164): read = .valid(e164: e164)
            case .failure(let fault): read = .refused(reason: "the caller id \(fault.words)")
            }
        }
        callerIDs[text] = read
        return read
    }

    private func dialable(_ number: Result<String, NumberFault>, suffixes: NumberSuffixes) -> ReadNumber {
        switch number {
        case .failure(let fault): return .refused(reason: fault.words)
        case .success(let e164):
            guard let written = suffixes.callerID else {
                return .dialable(e164: e164, callerID: nil, postDial: suffixes.postDial)
            }
            switch read(callerID: written) {
            case .refused(let reason): return .refused(reason: reason)
            case .valid(let callerID):
                return .dialable(e164: e164, callerID: callerID, postDial: suffixes.postDial)
            }
        }
    }

    private func number(_ text: String) -> Result<String, NumberFault> {
        guard text.beginsAsNumber else { return .failure(NumberFault(text, .notANumber, region: region)) }
        do throws(NumberShape.Fault) {
            let shape = try NumberShape(text, isNorthAmerican: callingCode == 1)
            return number(digits: shape.text, as: text, hasTrunkZero: shape.hasTrunkZero)
        } catch {
            return .failure(NumberFault(words: "\(text.inQuotes) \(error.words)"))
        }
    }

    /// Reads a number of which nothing is left but its `+` and its digits.
    private func number(digits: String, as text: String, hasTrunkZero: Bool = false) -> Result<String, NumberFault> {
        var digits = digits
        let (status, e164) = digits.withUTF8 { utf8 in
            withLetters { letters in Self.read(utf8, letters) }
        }
        switch status {
        case .valid:
            if let fault = ambiguity(e164 ?? digits, digits, text) { return .failure(fault) }
            return .success(e164 ?? digits)
        case .possible: return possible(e164 ?? digits, digits, text, hasTrunkZero)
        default: return .failure(NumberFault(text, status, region: region))
        }
    }

    /// What is wrong with digits that begin with the region's own calling code, without `+`, and are a number with it and
    /// without it, as `491761234567` in Germany: `+49 176 1234567`, or `0491 761234567`.
    private func ambiguity(_ e164: String, _ digits: String, _ text: String) -> NumberFault? {
        guard beginsWithCode(digits), e164.utf8.dropFirst().elementsEqual(digits.utf8) == false,
            NumberingPlan.knows(digits: digits.utf8)
        else { return nil }
        let words = "could be \(e164) or +\(digits); write it with its +, or with its trunk prefix"
        return NumberFault(words: "\(text.inQuotes) \(words)")
    }

    private func beginsWithCode(_ digits: String) -> Bool {
        let code = callingCode
        var start = 0
        for digit in digits.utf8.prefix(3) {
            start = start * 10 + Int(digit) - 0x30
            if start >= code { break }
        }
        return start == code && code > 0
    }

    /// A number that is in no plan as it is known: it is new, or it was meant otherwise.
    private func possible(
        _ e164: String,
        _ digits: String,
        _ text: String,
        _ hasTrunkZero: Bool
    ) -> Result<String, NumberFault> {
        if hasTrunkZero {
            let words = "has a (0) that its country does not have before such a number; write the number without it"
            return .failure(NumberFault(words: "\(text.inQuotes) \(words)"))
        }
        // Digits that were written without their `+`.
        guard !digits.hasPrefix("+"), NumberingPlan.knows(digits: digits.utf8) else { return .success(e164) }
        if beginsWithCode(digits) { return .success("+" + digits) }
        let words = "is not known as a number in region \(region), and would be one as +\(digits); write it with its +"
        return .failure(NumberFault(words: "\(text.inQuotes) \(words)"))
    }

    /// The text is `nil` when it is what was read.
    private static func read(
        _ utf8: UnsafeBufferPointer<UInt8>,
        _ letters: UnsafePointer<CChar>
    ) -> (CPhoneNumberStatus, String?) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CPHONENUMBER_E164_MAX)) { e164 in
            var length = 0
            let bytes = UnsafeRawBufferPointer(utf8).assumingMemoryBound(to: CChar.self)
            let status = CPhoneNumberRead(bytes.baseAddress, bytes.count, letters, e164.baseAddress, &length)
            guard status == .valid || status == .possible else { return (status, nil) }
            let written = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: e164[..<length]))
            return (status, written.elementsEqual(utf8) ? nil : String(decoding: written, as: UTF8.self))
        }
    }

    private func withLetters<Answer>(_ body: (UnsafePointer<CChar>) -> Answer) -> Answer {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 2) { two in
            two[0] = letters.0
            two[1] = letters.1
            guard let start = two.baseAddress else { preconditionFailure("an allocation of two has an address") }
            return body(start)
        }
    }
}
