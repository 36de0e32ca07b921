import CallspoolCore

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

    /// Adds a row; a cell is one line, whatever it holds.
    mutating func add(_ row: [String]) {
        rows.append(row.map(\.oneLine))
    }

    /// The table with its titles; bold on a terminal that has colour.
    var text: TerminalText { text(columns.indices.map(width)) }

    /// The table with one column cut so that a line has at most so many characters; the others are whole, always.
    func text(within limit: Int, cutting column: Int) -> TerminalText {
        var widths = columns.indices.map(width)
        let over = widths.reduce(2 * (widths.count - 1), +) - limit
        if over > 0 { widths[column] = max(columns[column].title.count, widths[column] - over) }
        return text(widths)
    }

    private func width(_ column: Int) -> Int {
        ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }

    /// The table without colours, as a part of a longer text.
    var plain: String {
        let widths = columns.indices.map(width)
        return title(widths) + "\n" + lines(widths)
    }

    private func text(_ widths: [Int]) -> TerminalText {
        let title = title(widths)
        let head: TerminalText = Terminal.hasColour ? "\u{1B}[1m\(title)\u{1B}[0m\n" : "\(title)\n"
        return head + TerminalText(lines: lines(widths))
    }

    private func title(_ widths: [Int]) -> String { line(columns.map(\.title), widths) }

    private func lines(_ widths: [Int]) -> String {
        rows.map { line($0.cut(to: widths), widths) + "\n" }.joined()
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

extension [String] {
    /// Each no longer than its width; what is cut ends with `…`.
    fileprivate func cut(to widths: [Int]) -> [String] {
        zip(self, widths).map { $0.count > $1 ? "\($0.prefix(Swift.max(0, $1 - 1)))…" : $0 }
    }
}
