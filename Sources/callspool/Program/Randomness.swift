/// The only place that draws random numbers.
enum Randomness {
    /// A word of letters and digits that are not mistaken for each other and spell nothing.
    static func word(_ length: Int) -> String {
        let letters = Array("bcdfghjkmnpqrstvwxz23456789")
        return String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    /// From 0 up to 1.
    static func fraction() -> Double {
        Double.random(in: 0..<1)
    }
}
