/// A table in which each row has a bar: the figures are the table's, the bars are for the eye alone.
public struct BarRows: Sendable {
    /// A row.
    public struct Row: Sendable {
        /// What it is of.
        public var label: String
        /// Its figures, as they are shown.
        public var figures: [String]
        /// The parts of its bar, one after the other.
        public var parts: [(value: Int, colour: Series.Colour)]

        /// Makes a row.
        public init(_ label: String, _ figures: [String], _ parts: [(value: Int, colour: Series.Colour)]) {
            self.label = label
            self.figures = figures
            self.parts = parts
        }
    }

    /// What the table shows.
    public var title: String
    /// What the first column and those of the figures have.
    public var columns: [String]
    /// The rows.
    public var rows: [Row]

    /// Makes a table; the title stands above it on the page and is read out with it.
    public init(title: String, columns: [String], rows: [Row]) {
        self.title = title
        self.columns = columns
        self.rows = rows
    }

    /// Draws it.
    public func draw(in page: inout Markup) {
        let most = rows.map { $0.parts.reduce(0) { $0 + $1.value } }.max() ?? 0
        page.element("table", ["class": "bars", "aria-label": title]) { table in
            table.element("thead") { head in
                head.element("tr") { line in
                    for column in columns { line.element("th", ["scope": "col"], column) }
                    line.element("td", ["aria-hidden": "true"], "")
                }
            }
            table.element("tbody") { body in
                for row in rows { draw(row, of: most, in: &body) }
            }
        }
    }

    private func draw(_ row: Row, of most: Int, in body: inout Markup) {
        body.element("tr") { line in
            line.element("th", ["scope": "row"], row.label)
            for figure in row.figures { line.element("td", figure) }
            line.element("td", ["class": "bar", "aria-hidden": "true"]) { cell in
                cell.element("svg", ["viewBox": "0 0 100 1", "preserveAspectRatio": "none"]) { svg in
                    var x = 0.0
                    for part in row.parts where part.value > 0 {
                        // Whatever is above zero can be seen.
                        let width = max(0.5, Double(part.value) * 100 / Double(max(1, most)))
                        let title = "\(row.label): \(part.value.withCommas)"
                        svg.bar(part.colour, x: x, y: 0, width: width, height: 1, title: title)
                        x += width
                    }
                }
            }
        }
    }
}
