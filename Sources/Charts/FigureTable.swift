/// A table of figures, for those who want more than a chart says.
public struct FigureTable: Sendable {
    /// What the table shows.
    public var title: String
    /// What stands above the columns; the first column is words, the others are figures.
    public var columns: [String]
    /// The rows, each with a cell for each column.
    public var rows: [[String]]
    /// Whether it is folded away until it is asked for, because it is long.
    public var isFolded: Bool

    /// Makes a table.
    public init(title: String, columns: [String], rows: [[String]], isFolded: Bool = false) {
        self.title = title
        self.columns = columns
        self.rows = rows
        self.isFolded = isFolded
    }

    /// Draws it.
    public func draw(in page: inout Markup) {
        guard isFolded else { return table(in: &page) }
        page.element("details") { details in
            details.element("summary", "The figures as a table")
            table(in: &details)
        }
    }

    private func table(in page: inout Markup) {
        page.element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": title]) { scroll in
            scroll.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { line in
                        for column in columns { line.element("th", ["scope": "col"], column) }
                    }
                }
                table.element("tbody") { body in
                    for row in rows { draw(row, in: &body) }
                }
            }
        }
    }

    private func draw(_ row: [String], in body: inout Markup) {
        body.element("tr") { line in
            if let first = row.first { line.element("th", ["scope": "row", "class": "words"], first) }
            for cell in row.dropFirst() { line.element("td", cell) }
        }
    }
}
