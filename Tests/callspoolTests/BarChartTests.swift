import CallspoolCore
import Testing

@testable import callspool

@Suite("A bar chart")
struct BarChartTests {
    @Test("fits 80 columns, with bars in proportion, and shows whatever is above zero")
    func proportion() {
        let rows = [("10:00", 1000), ("10:15", 500), ("10:30", 1), ("10:45", 0)].map { (label: $0.0, value: $0.1) }
        let lines = BarChart(rows: rows, hasBlocks: false).text.split(separator: "\n")
        let bars = lines.map { line in line.count { $0 == "#" } }
        #expect(lines.map(\.count).max() == 80 || lines.map(\.count).max() == 79)
        #expect(bars[0] == bars[1] * 2 || bars[0] == bars[1] * 2 + 1)
        #expect(bars[2] == 1 && bars[3] == 0)
        #expect(lines[0].hasPrefix("10:00  1,000  #"))
    }

    @Test("has blocks on a terminal, down to an eighth")
    func blocks() {
        let rows = [(label: "a", value: 800), (label: "b", value: 1)]
        let lines = BarChart(rows: rows, hasBlocks: true).text.split(separator: "\n")
        #expect(lines[0].count { $0 == "█" } > 60)
        #expect(lines[0].count <= 80)
        #expect(lines[1].hasSuffix("▏"))
    }

    @Test("a long plan is grouped to forty rows at most, says so, and loses no call")
    func grouping() {
        let begin = Timestamp(seconds: 1_795_528_800 - 6 * 900)
        var curve = CallCurve(from: begin)
        for quarter in 0..<200 { curve.add(quarter + 1, at: begin + CallCurve.step * quarter) }
        let chart = CurveChart(curve, hasBlocks: false)
        let rows = chart.text.split(separator: "\n")
        #expect(rows.count <= 40 && rows.count > 20)
        #expect(chart.unit == "2 hours")
        // The first row is what was left of its two hours; the next begins on an even hour.
        #expect(rows[0].hasPrefix("2026-11-24 12:30"), "\(rows[0])")
        #expect(rows[1].hasPrefix("2026-11-24 14:00"), "\(rows[1])")
        let sums = rows.compactMap { Int($0.split(separator: " ")[2].replacing(",", with: "")) }
        #expect(sums.reduce(0, +) == 200 * 201 / 2)
    }

    @Test("hours without calls are one row, and the quarter hours around them keep theirs")
    func gap() {
        let begin = Timestamp(seconds: 1_795_528_800)
        var curve = CallCurve(from: begin)
        curve.add(5, at: begin)
        curve.add(7, at: begin + .seconds(86_400))
        let chart = CurveChart(curve, hasBlocks: false)
        #expect(chart.unit == "quarter hour")
        #expect(
            chart.text.split(separator: "\n").map { $0.split(separator: " ").last?.first == "#" } == [
                true, false, false, true,
            ]
        )
    }
}
