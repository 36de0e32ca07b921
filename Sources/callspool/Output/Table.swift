/// Columns of text, aligned.
struct Table {
    /// How a column is set.
    enum Alignment {
        case left, right
    }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    init(_ columns: [(String, Alignment)]) {
        self.columns = columns.map { (title: $0.0, alignment: $0.1) }
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The table with its titles; bold on a terminal that has colour.
    var text: String {
        let widths = columns.indices.map { column in
            ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        let title = line(columns.map(\.title), widths)
        let head = Terminal.hasColour ? "\u{1B}[1m\(title)\u{1B}[0m" : title
        return ([head] + rows.map { line($0, widths) }).map { $0 + "\n" }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let space = String(repeating: " ", count: widths[column] - cell.count)
            line += (column > 0 ? "  " : "") + (columns[column].alignment == .right ? space + cell : cell + space)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension Int {
    /// With its noun, which gets an `s` unless there is one.
    func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }

    /// With commas: `1,000,000`.
    var grouped: String {
        var text = ""
        for (place, digit) in String(magnitude).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (self < 0 ? "-" : "") + String(text.reversed())
    }
}
