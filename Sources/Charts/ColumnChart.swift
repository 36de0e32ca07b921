/// Stacked columns from left to right, as an inline SVG that fills the width it is given.
///
/// Only shapes are in the SVG, which is stretched; all words are HTML beside it, so that they are as large on a
/// telephone as on a wide screen.
public struct ColumnChart: Sendable {
    /// What the chart shows, for those who do not see it.
    public var title: String
    /// What is below each column; empty where there is to be nothing.
    public var labels: [String]
    /// What a column is of, for when it is pointed at.
    public var names: [String]
    /// What is stacked, from below.
    public var series: [Series]

    /// Makes a chart; all lists are as long as there are columns.
    public init(title: String, labels: [String], names: [String], series: [Series]) {
        self.title = title
        self.labels = labels
        self.names = names
        self.series = series
    }

    private static let height = 100.0

    private var scale: Scale {
        Scale(upTo: names.indices.map { place in series.reduce(0) { $0 + $1.values[place] } }.max() ?? 0)
    }

    /// Draws it.
    public func draw(in page: inout Markup) {
        page.legend(series)
        page.element("div", ["class": "plot"]) { plot in
            let scale = scale
            plot.axis(scale.lines.map(\.withCommas))
            plot.element("div", ["class": "canvas"]) { canvas in
                draw(scale, in: &canvas)
                canvas.labels(labels)
            }
        }
    }

    private func draw(_ scale: Scale, in canvas: inout Markup) {
        let attributes: Attributes = [
            "viewBox": "0 0 \(max(1, names.count)) \(ColumnChart.height.short)", "preserveAspectRatio": "none",
            "role": "img", "aria-label": title,
        ]
        canvas.element("svg", attributes) { svg in
            svg.gridLines(scale.lines.map { Double($0) / Double(scale.end) }, width: Double(max(1, names.count)))
            for place in names.indices { column(place, scale, in: &svg) }
        }
    }

    private func column(_ place: Int, _ scale: Scale, in svg: inout Markup) {
        // A gap between columns where there are few; where there are many it would be all one sees.
        let gap = names.count > 100 ? 0.0 : 0.1
        var below = 0
        for one in series where one.values[place] > 0 {
            let value = one.values[place]
            let height = Double(value) / Double(scale.end) * ColumnChart.height
            below += value
            svg.bar(
                one.colour,
                x: Double(place) + gap,
                y: ColumnChart.height - Double(below) / Double(scale.end) * ColumnChart.height,
                width: 1 - 2 * gap,
                height: height,
                title: "\(names[place]): \(one.name) \(value.withCommas)"
            )
        }
    }
}

extension Markup {
    /// Words beside the lines of a grid, from below.
    ///
    /// The lines are evenly spaced, so the style sheet can place them: a strict Content-Security-Policy takes no styles of
    /// single elements.
    mutating func axis(_ lines: [String]) {
        element("div", ["class": "axis", "aria-hidden": "true"]) { axis in
            for line in lines { axis.element("span", line) }
        }
    }

    /// Words below the columns of a chart.
    mutating func labels(_ labels: [String]) {
        element("div", ["class": "labels", "aria-hidden": "true"]) { row in
            for label in labels { row.element("span", label) }
        }
    }

    /// The lines of a grid.
    mutating func gridLines(_ lines: [Double], width: Double) {
        for line in lines {
            let y = (100 - line * 100).short
            element("line", ["class": "grid", "x1": "0", "x2": width.short, "y1": y, "y2": y], "")
        }
    }
}
