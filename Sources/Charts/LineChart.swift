/// Shares from 0 to 100 % from left to right as a line with points, as an inline SVG that fills the width it is given.
public struct LineChart: Sendable {
    /// What the chart shows, for those who do not see it.
    public var title: String
    /// What is below each point; empty where there is to be nothing.
    public var labels: [String]
    /// What a point is of, for when it is pointed at.
    public var names: [String]
    /// The shares, from 0 to 1; where there is none the line is broken.
    public var shares: [Double?]

    /// Makes a chart; all lists are as long as there are points.
    public init(title: String, labels: [String], names: [String], shares: [Double?]) {
        self.title = title
        self.labels = labels
        self.names = names
        self.shares = shares
    }

    /// The greatest share, rounded up to a line of the grid.
    private var scale: Scale {
        Scale(upTo: Int(((shares.compactMap { $0 }.max() ?? 0) * 100).rounded(.up)), lines: 4)
    }

    /// Draws it.
    public func draw(in page: inout Markup) {
        page.element("div", ["class": "plot low"]) { plot in
            let scale = scale
            plot.axis(scale.lines.map { "\($0) %" })
            plot.element("div", ["class": "canvas"]) { canvas in
                let attributes: Attributes = [
                    "viewBox": "0 0 \(max(1, names.count)) 100", "preserveAspectRatio": "none", "role": "img",
                    "aria-label": title,
                ]
                canvas.element("svg", attributes) { svg in
                    svg.gridLines(
                        scale.lines.map { Double($0) / Double(scale.end) },
                        width: Double(max(1, names.count))
                    )
                    for line in lines(scale) { svg.element("polyline", ["class": "course", "points": line], "") }
                    for place in names.indices { point(place, scale, in: &svg) }
                }
                canvas.labels(labels)
            }
        }
    }

    private func height(_ share: Double, _ scale: Scale) -> Double { 100 - share * 100 / Double(scale.end) * 100 }

    /// The runs of points that have a share, each as a list of coordinates.
    private func lines(_ scale: Scale) -> [String] {
        var lines: [[String]] = [[]]
        for (place, share) in shares.enumerated() {
            if let share {
                lines[lines.count - 1].append("\((Double(place) + 0.5).short),\(height(share, scale).short)")
            } else if lines.last?.isEmpty == false {
                lines.append([])
            }
        }
        return lines.filter { $0.count > 1 }.map { $0.joined(separator: " ") }
    }

    /// A line of no length with round ends is a round point, whatever the drawing is stretched to.
    private func point(_ place: Int, _ scale: Scale, in svg: inout Markup) {
        guard let share = shares[place] else { return }
        let (x, y) = ((Double(place) + 0.5).short, height(share, scale).short)
        svg.element("line", ["class": "point", "x1": x, "x2": x, "y1": y, "y2": y]) { line in
            line.element("title", "\(names[place]): \(Int((share * 1000).rounded()).tenths) %")
        }
    }
}

extension Int {
    /// A tenth of it, with one decimal.
    var tenths: String { "\(self / 10).\(self % 10)" }
}
