import CallspoolCore

/// Figures as horizontal bars, at most 80 columns wide.
struct BarChart {
    private static let width = 80

    /// The rows, from the top.
    let rows: [(label: String, value: Int)]
    /// Whether blocks may be drawn; else `#` is.
    let hasBlocks: Bool

    /// The chart, a line for each row.
    var text: String {
        let labels = rows.map(\.label.count).max() ?? 0
        let figures = rows.map { $0.value.grouped.count }.max() ?? 0
        let room = max(1, BarChart.width - labels - figures - 4)
        let most = max(1, rows.map(\.value).max() ?? 1)
        return
            rows.map { row in
                let label = String(repeating: " ", count: labels - row.label.count) + row.label
                let figure = row.value.grouped
                let space = String(repeating: " ", count: figures - figure.count)
                let bar = bar(row.value, of: most, room)
                return "\(label)  \(space)\(figure)\(bar.isEmpty ? "" : "  \(bar)")\n"
            }
            .joined()
    }

    private func bar(_ value: Int, of most: Int, _ room: Int) -> String {
        Bar(hasBlocks: hasBlocks).text(value, of: most, within: room)
    }
}
