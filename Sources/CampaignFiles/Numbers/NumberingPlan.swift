internal import CPhoneNumber

/// The numbering plans of all countries, as far as they are known.
///
/// A number of a possible length that is in none may be in a range that was opened since.
public enum NumberingPlan {
    /// The version of the data: that of PyPI's `phonenumbers`, which follows libphonenumber's.
    public static var version: String { String(cString: CPhoneNumberPlanVersion()) }

    /// Whether a number in E.164, with its `+`, is in its country's numbering plan.
    public static func knows(_ e164: String) -> Bool {
        var e164 = e164
        // Asked of every number that is accepted: nothing is copied.
        return e164.withUTF8 { utf8 in
            guard utf8.count > 1, utf8[0] == UInt8(ascii: "+") else { return false }
            let digits = UnsafeRawBufferPointer(utf8).assumingMemoryBound(to: CChar.self)
            return CPhoneNumberIsInPlan(digits.baseAddress?.advanced(by: 1), digits.count - 1)
        }
    }

    /// Whether the digits of a number in E.164, without `+`, are in its country's numbering plan.
    public static func knows(digits: some Collection<UInt8>) -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { room in
            guard (1...15).contains(digits.count) else { return false }
            for (place, digit) in digits.enumerated() { room[place] = CChar(bitPattern: digit) }
            return CPhoneNumberIsInPlan(room.baseAddress, digits.count)
        }
    }
}
