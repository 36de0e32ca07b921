/// A row of numbers that follows from a seed, a phone number and an attempt, and from nothing else.
///
/// FNV-1a over the bytes, then SplitMix64. Swift's `Hasher` is no use here; it is seeded again in every process.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    /// The dice of one attempt.
    init(seed: UInt64, phoneNumber: String, attempt: Int) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in phoneNumber.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        // Neighbouring numbers and attempts differ in a few low bits; one round of mixing each tears them apart.
        state = Self.mix(seed &+ Self.mix(hash)) &+ Self.mix(UInt64(truncatingIfNeeded: attempt))
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// The next number, from 0 up to but not including 1.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// The next number of a range, all equally likely.
    mutating func draw(_ range: ClosedRange<Int64>) -> Int64 {
        let count = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int64(next().multipliedFullWidth(by: count).high)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
