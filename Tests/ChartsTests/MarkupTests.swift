import Charts
import Testing

@Suite("Markup")
struct MarkupTests {
    @Test("what comes from outside cannot become markup, neither as a text nor in an attribute")
    func hostile() {
        let hostile = "</style><script>alert('1' & \"2\")</script>\u{0}\u{1B}"
        var page = Markup()
        page.element("p", ["title": hostile], hostile)
        #expect(!page.html.contains("<script"))
        #expect(page.html.hasPrefix("<p title=\"&lt;/style&gt;&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)"))
        #expect(!page.html.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test("elements are closed in the order in which they were opened")
    func nesting() {
        var page = Markup()
        page.element("ul", ["class": "a"]) { list in
            list.element("li", "one")
            list.element("li") { $0.element("b", "two") }
        }
        #expect(page.html == "<ul class=\"a\"><li>one</li><li><b>two</b></li></ul>")
    }
}

@Suite("Charts")
struct ChartTests {
    private func drawn(_ draw: (inout Markup) -> Void) -> String {
        var page = Markup()
        draw(&page)
        return page.html
    }

    @Test("a column is as high as its share of the scale, each part on top of the one before")
    func columns() {
        let series = [Series("answered", .good, [10, 0]), Series("failed", .bad, [30, 0])]
        let chart = ColumnChart(title: "Calls", labels: ["a", "b"], names: ["at a", "at b"], series: series)
        let html = drawn(chart.draw)
        // The scale goes to 40, so that 10 are a quarter of its 100.
        #expect(html.contains("class=\"good\" x=\"0.1\" y=\"75\" width=\"0.8\" height=\"25\""))
        #expect(html.contains("class=\"bad\" x=\"0.1\" y=\"0\" width=\"0.8\" height=\"75\""))
        #expect(html.contains("<title>at a: failed 30</title>"))
        #expect(!html.contains("at b"))
        #expect(html.contains("role=\"img\" aria-label=\"Calls\""))
    }

    @Test(
        "figures of any size get a scale of round steps that covers them",
        arguments: [0, 1, 3, 7, 10, 99, 1_234_567]
    )
    func scales(most: Int) {
        let chart = ColumnChart(title: "", labels: [""], names: ["x"], series: [Series("s", .good, [most])])
        let html = drawn(chart.draw)
        let axis = html.split(separator: "class=\"axis\"")[1].split(separator: "</div>")[0]
        let lines = axis.split(separator: "<span>").dropFirst()
            .compactMap { Int($0.split(separator: "<")[0].filter { $0 != "," }) }
        #expect(lines.first == 0 && lines.last.map { $0 >= most } == true)
        #expect(lines.count >= 2 && lines.count <= 6, "\(lines)")
        #expect(Set(zip(lines, lines.dropFirst()).map { $1 - $0 }).count == 1)
    }

    @Test("a line is broken where there is no share, and a point alone is still a point")
    func line() {
        let shares: [Double?] = [0.1, 0.2, nil, 0.4, nil, nil]
        let chart = LineChart(
            title: "Rate",
            labels: shares.map { _ in "" },
            names: shares.indices.map { "\($0)" },
            shares: shares
        )
        let html = drawn(chart.draw)
        #expect(html.components(of: "<polyline") == 1)
        #expect(html.components(of: "class=\"point\"") == 3)
        #expect(html.contains("points=\"0.5,75 1.5,50\""), "\(html)")
        #expect(html.contains("<title>3: 40.0 %</title>"))
    }

    @Test("nothing to show is drawn as well, without a division by it")
    func nothing() {
        let html = drawn { page in
            ColumnChart(title: "", labels: [], names: [], series: []).draw(in: &page)
            LineChart(title: "", labels: [], names: [], shares: []).draw(in: &page)
            BarRows(title: "", columns: [], rows: []).draw(in: &page)
            ShareBar(title: "", series: [Series("a", .good, [0]), Series("b", .bad, [])]).draw(in: &page)
            FigureTable(title: "", columns: [], rows: [[]]).draw(in: &page)
        }
        #expect(!html.contains("nan") && !html.contains("inf"))
    }

    @Test("a bar that is small beside the others can be seen")
    func smallBar() {
        let rows = [BarRows.Row("many", ["1,000,000"], [(1_000_000, .good)]), BarRows.Row("one", ["1"], [(1, .bad)])]
        let html = drawn(BarRows(title: "", columns: ["what", "how many"], rows: rows).draw)
        #expect(html.contains("class=\"bad\" x=\"0\" y=\"0\" width=\"0.5\""))
    }

    @Test("no element has a style of its own, which a strict Content-Security-Policy forbids")
    func noStyles() {
        let html = drawn { page in
            ColumnChart(title: "", labels: ["a"], names: ["a"], series: [Series("s", .good, [3])]).draw(in: &page)
            LineChart(title: "", labels: ["a"], names: ["a"], shares: [0.5]).draw(in: &page)
            BarRows(title: "", columns: ["a"], rows: [BarRows.Row("a", [], [(1, .bad)])]).draw(in: &page)
            ShareBar(title: "", series: [Series("a", .good, [1]), Series("b", .bad, [2])]).draw(in: &page)
            FigureTable(title: "", columns: ["a"], rows: [["b"]], isFolded: true).draw(in: &page)
        }
        #expect(!html.contains("style"))
    }

    @Test("a page fetches nothing")
    func closed() {
        let html = PageStyle.page(title: "A & B") { $0.element("p", "text") }
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        #expect(html.contains("<title>A &amp; B</title>"))
        for word in ["http:", "https:", "url(", "@import", "<script", "<link"] { #expect(!html.contains(word)) }
    }
}

extension String {
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
