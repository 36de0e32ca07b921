/// SplitMix64: the same numbers for the same seed, everywhere.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins the row of a seed.
    public init(_ seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1.
    public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Whether something happens that is so likely.
    public mutating func chance(_ odds: Double) -> Bool { fraction() < odds }

    /// A number of a range, all equally likely.
    public mutating func draw(_ range: ClosedRange<Int>) -> Int {
        let count = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next().multipliedFullWidth(by: count).high)
    }

    /// One of several; `nil` of none.
    public mutating func one<Element>(of all: [Element]) -> Element? {
        all.isEmpty ? nil : all[draw(0...(all.count - 1))]
    }

    /// A row of its own, so that what is drawn from it does not move what is drawn here.
    public mutating func branch() -> SeededRandom { SeededRandom(next()) }
}
