/// A stream of numbers that follows from a seed and from nothing else (Steele, Lea and Flood 2014).
///
/// The core has no randomness of its own: who forecasts gives the seed, and the same seed gives the same forecast.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins a stream.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to 1, which is left out.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A whole number out of a range, evenly.
    mutating func draw(_ range: ClosedRange<Int64>) -> Int64 {
        // The high half of the product: off by no more than one in 2^64 / width, which no forecast shows.
        let width = UInt64(range.upperBound - range.lowerBound) &+ 1
        return range.lowerBound + Int64(width.multipliedFullWidth(by: next()).high)
    }
}
