/// The only place that draws random numbers.
enum Randomness {
    /// A word of letters and digits that are not mistaken for each other and spell nothing.
    static func word(_ length: Int) -> String {
        let letters = Array("bcdfghjkmnpqrstvwxz23456789")
        return String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    /// Bytes that nobody guesses: Swift's generator is the system's.
    static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max) }
    }

    /// From 0 up to 1.
    static func fraction() -> Double {
        Double.random(in: 0..<1)
    }
}
