/// A scale from zero up, in steps of 1, 2 or 5 times a power of ten.
struct Scale {
    /// How far apart the lines are.
    let step: Int
    /// Where it ends: at the first line that is not below the greatest figure.
    let end: Int

    /// - Parameters:
    ///   - most: the greatest figure.
    ///   - lines: about how many lines there are to be above zero.
    init(upTo most: Int, lines: Int = 4) {
        let wish = max(1, (max(1, most) + lines - 1) / lines)
        var power = 1
        while power * 10 <= wish { power *= 10 }
        step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= wish } ?? 10 * power
        end = (max(1, most) + step - 1) / step * step
    }

    /// The lines, from zero up.
    var lines: [Int] { Array(stride(from: 0, through: end, by: step)) }
}
