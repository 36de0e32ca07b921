/// Makes up texts at and near the numbers of a region: valid ones, others of its plan, too short, too long, with what
/// is dialled before them there or elsewhere.
struct NearNumbers {
    private let code: String
    private let examples: [String]

    /// What is dialled before a national number somewhere, and what it was or could be mistaken for.
    private static let trunks = [
        "0", "0", "0", "1", "8", "06", "2", "01", "044", "045", "15", "90", "021", "80", "00", "7", "9",
    ]
    /// What is dialled before a calling code somewhere.
    private static let international = [
        "00", "00", "011", "810", "001", "0011", "010", "009", "119", "0", "000", "002", "0015", "00700",
    ]

    /// `nil` for a region without an example.
    init?(region: String, code: Int) {
        let code = "\(code)"
        self.code = code
        examples = (Int32(0)...10).compactMap { Shim.example(region, $0) }.map { String($0.dropFirst()) }
            .map { $0.hasPrefix(code) ? String($0.dropFirst(code.count)) : $0 }
        guard !examples.isEmpty else { return nil }
    }

    /// Draws a text.
    func text(_ random: inout SplitMix64) -> String {
        let national = national(&random)
        let trunk = Self.pick(Self.trunks, &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: return "+" + code + national
        case 2: return "+" + code + trunk + national
        case 3: return national
        case 4: return trunk + national
        case 5: return code + national
        case 6: return Self.pick(Self.international, &random) + code + national
        default: return (Bool.random(using: &random) ? "+" : "") + Self.digits(1...17, &random)
        }
    }

    /// Draws a text with marks, letters or an extension in it.
    func markedText(_ random: inout SplitMix64) -> String {
        let marks = [" ", " ", " ", "-", "-", ".", ".", "/", "(", ")", "(0)", "+", ",", "x", "#", "~", "\u{A0}", "a"]
        var marked = ""
        let isUsual = Bool.random(using: &random)
        for character in text(&random) {
            if Int.random(in: 0..<5, using: &random) == 0 {
                marked += Self.pick(isUsual ? Array(marks[..<7]) : marks, &random)
            }
            marked.append(character)
        }
        return Int.random(in: 0..<20, using: &random) == 0 ? marked + " x12" : marked
    }

    private func national(_ random: inout SplitMix64) -> String {
        let example = Self.pick(examples, &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return example
        case 1: return String(example.dropLast(Int.random(in: 1...4, using: &random)))
        case 2: return example + Self.digits(1...4, &random)
        case 3: return Self.digits(example.count...example.count, &random)
        default:
            let kept = example.dropLast(Int.random(in: 1...8, using: &random))
            let count = example.count - kept.count
            return kept + Self.digits(count...count, &random)
        }
    }

    private static func digits(_ counts: ClosedRange<Int>, _ random: inout SplitMix64) -> String {
        String((0..<Int.random(in: counts, using: &random)).map { _ in pick(Array("0123456789"), &random) })
    }

    private static func pick<Element>(_ all: [Element], _ random: inout SplitMix64) -> Element {
        all[Int.random(in: 0..<all.count, using: &random)]
    }
}
