/// Rows of figures, each with a bar, at most 80 columns wide where the labels leave room for that.
struct FigureChart {
    private static let width = 80
    private static let leastRoom = 12

    /// A row: what it is of, its figures, and how long its bar is beside the others.
    struct Row {
        var label: String
        var figures: [String]
        var length: Int
    }

    let rows: [Row]
    /// What the longest bar stands for; `nil` is the greatest length.
    var most: Int?
    /// Whether blocks may be drawn; else `#` is.
    let hasBlocks: Bool

    /// The chart, a line for each row, indented by two.
    var text: String {
        let columns = rows.first?.figures.indices ?? 0..<0
        let labels = rows.map(\.label.count).max() ?? 0
        let widths = columns.map { column in rows.map { $0.figures[column].count }.max() ?? 0 }
        let used = 2 + labels + widths.reduce(0) { $0 + $1 + 2 } + 2
        let room = max(FigureChart.leastRoom, FigureChart.width - used)
        let most = most ?? rows.map(\.length).max() ?? 0
        return
            rows.map { row in
                var line = "  " + row.label + String(repeating: " ", count: labels - row.label.count)
                for (figure, width) in zip(row.figures, widths) {
                    line += "  " + String(repeating: " ", count: width - figure.count) + figure
                }
                let bar = Bar(hasBlocks: hasBlocks).text(row.length, of: most, within: room)
                return line + (bar.isEmpty ? "" : "  " + bar) + "\n"
            }
            .joined()
    }
}
