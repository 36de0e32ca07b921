/// What a row of figures stands for, with the colour it has in every chart of a page.
public struct Series: Sendable {
    /// A place in the palette of ``PageStyle``.
    public enum Colour: String, Sendable {
        /// What one hopes for.
        case good
        /// What is neither good nor a fault.
        case plain
        /// The same, told apart from it.
        case plain2, plain3
        /// What a person decided, or what cannot be otherwise.
        case mild, mild2, mild3
        /// What waits, or is to be looked at.
        case warm
        /// What failed.
        case bad
        /// The same, told apart from it.
        case bad2, bad3
        /// What is set up wrong.
        case wrong, wrong2, wrong3
        /// What is left.
        case faint
        /// The same, told apart from it.
        case faint2
    }

    /// Its name in the legend.
    public var name: String
    /// Its colour.
    public var colour: Colour
    /// Its figures, not below zero, one for each place of the chart.
    public var values: [Int]

    /// Makes a series.
    public init(_ name: String, _ colour: Colour, _ values: [Int]) {
        self.name = name
        self.colour = colour
        self.values = values
    }
}

extension Markup {
    /// The names of some series beside their colours; for one alone there is none.
    mutating func legend(_ series: [Series]) {
        guard series.count > 1 else { return }
        element("ul", ["class": "legend"]) { list in
            for one in series {
                list.element("li") { item in
                    item.element("span", ["class": "key \(one.colour.rawValue)"], "")
                    item.text(one.name)
                }
            }
        }
    }

    /// A rectangle of a chart, with what it says when it is pointed at.
    mutating func bar(
        _ colour: Series.Colour,
        x: Double,
        y: Double,
        width: Double,
        height: Double,
        title: String
    ) {
        let attributes: Attributes = [
            "class": colour.rawValue, "x": x.short, "y": y.short, "width": width.short, "height": height.short,
        ]
        element("rect", attributes) { $0.element("title", title) }
    }
}

extension Double {
    /// With three decimals at most: a chart needs no more, and a page of a million calls stays small.
    var short: String {
        let rounded = (self * 1000).rounded() / 1000
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}

extension Int {
    /// With commas, `1,000,000`.
    public var withCommas: String {
        var text = ""
        for (place, digit) in String(magnitude).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (self < 0 ? "-" : "") + String(text.reversed())
    }
}
