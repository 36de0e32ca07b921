/// Walks over the marks of a number, and throws at the first that does not belong there.
struct ShapeWalk {
    let isNorthAmerican: Bool
    private(set) var hasTrunkZero = false

    /// The groups of digits so far; the last one may grow.
    private var groups: [[UInt8]] = []
    /// The marks since the last digit, without spaces.
    private var gap: [UInt8] = []
    private var isGroupOpen = false
    private var hasPlus = false
    private var hasSlash = false
    /// How many digits stood before the parenthesis that is open.
    private var opened: Int?
    private var pairs = 0
    private var count = 0

    init(isNorthAmerican: Bool) {
        self.isNorthAmerican = isNorthAmerican
    }

    /// What may stand between two groups, spaces aside.
    private static let gaps: Set<[UInt8]> = Set(
        ["-", ".", "/", "(", ")", ")-", ").", ")/", "-(", ")("].map { Array($0.utf8) }
    )

    mutating func run(_ marks: [UInt8]) throws(NumberShape.Fault) {
        for (place, mark) in marks.enumerated() {
            switch mark {
            case NumberMarks.space: isGroupOpen = false
            case NumberMarks.plus:
                guard count == 0, !hasPlus, place <= 1 else { throw .plus }
                hasPlus = true
            case NumberMarks.open: try open()
            case NumberMarks.close: try close()
            case NumberMarks.slash: try slash(marks[(place + 1)...])
            case NumberMarks.dash, NumberMarks.dot: separate(mark)
            default: try take(mark)
            }
        }
        guard opened == nil else { throw .parentheses }
        guard gap.isEmpty || gap == [NumberMarks.close] else { throw .marks }
        try lookForTwo()
    }

    private mutating func separate(_ mark: UInt8) {
        isGroupOpen = false
        gap.append(mark)
    }

    private mutating func open() throws(NumberShape.Fault) {
        guard opened == nil, pairs < 2, count <= 5 else { throw .parentheses }
        separate(NumberMarks.open)
        opened = count
        pairs += 1
    }

    private mutating func close() throws(NumberShape.Fault) {
        guard let before = opened, (1...6).contains(count - before) else { throw .parentheses }
        if count - before == 1, groups.last == [UInt8(ascii: "0")], before > 0 { hasTrunkZero = true }
        separate(NumberMarks.close)
        opened = nil
    }

    private mutating func take(_ digit: UInt8) throws(NumberShape.Fault) {
        if count > 0, !isGroupOpen {
            guard gap.isEmpty || ShapeWalk.gaps.contains(gap) else { throw .marks }
        }
        if !isGroupOpen { groups.append([]) }
        groups[groups.count - 1].append(digit)
        isGroupOpen = true
        gap = []
        count += 1
    }

    /// A slash follows the area code, and nothing else: elsewhere it is between two numbers.
    private mutating func slash(_ rest: ArraySlice<UInt8>) throws(NumberShape.Fault) {
        let after = rest.count { NumberMarks.isDigit($0) }
        guard !hasSlash, after >= 4, let first = groups.first, isAreaCode(first, after) else { throw .slash }
        hasSlash = true
        separate(NumberMarks.slash)
    }

    private func isAreaCode(_ first: [UInt8], _ after: Int) -> Bool {
        let zero = UInt8(ascii: "0")
        if hasPlus || first.starts(with: [zero, zero]) {
            return groups.count <= (hasTrunkZero ? 3 : 2) && count <= (hasPlus ? 8 : 10)
        }
        guard groups.count == 1, (2...6).contains(first.count) else { return false }
        return first[0] == zero || pairs == 1 || isNorthAmerican && first.count == 3 && after == 7
    }

    /// Two groups that are each as long as a number, or a second area code.
    private func lookForTwo() throws(NumberShape.Fault) {
        if groups.count(where: { $0.count >= 7 }) > 1 { throw .twoNumbers }
        guard let first = groups.first, first.count >= 3, first[0] == UInt8(ascii: "0") else { return }
        if groups.dropFirst().contains(first) { throw .twoNumbers }
    }
}
