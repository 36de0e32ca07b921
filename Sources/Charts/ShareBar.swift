/// One bar cut into shares, with its legend: how a whole is made up.
public struct ShareBar: Sendable {
    /// What the bar shows, for those who do not see it.
    public var title: String
    /// The shares, in order; each has one figure.
    public var series: [Series]

    /// Makes a bar.
    public init(title: String, series: [Series]) {
        self.title = title
        self.series = series
    }

    /// Draws it.
    public func draw(in page: inout Markup) {
        let shown = series.filter { ($0.values.first ?? 0) > 0 }
        let all = Double(max(1, shown.reduce(0) { $0 + ($1.values.first ?? 0) }))
        let attributes: Attributes = [
            "class": "share", "viewBox": "0 0 100 1", "preserveAspectRatio": "none", "role": "img", "aria-label": title,
        ]
        page.element("svg", attributes) { svg in
            var x = 0.0
            for one in shown {
                let value = one.values.first ?? 0
                let width = Double(value) * 100 / all
                svg.bar(one.colour, x: x, y: 0, width: width, height: 1, title: "\(one.name): \(value.withCommas)")
                x += width
            }
        }
        page.legend(shown)
    }
}
