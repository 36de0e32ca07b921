import Testing

@testable import OutboundPage

@Suite("Measurements in Prometheus' text form")
struct PrometheusTextTests {
    @Test("have their help and kind once, then a line for each value")
    func lines() {
        var page = PrometheusText()
        page.add("up", .gauge, "Whether it is.", 1)
        page.add(
            "calls_total",
            .counter,
            "Calls.",
            [([("campaign", "a"), ("status", "b")], 2), ([("campaign", "c")], 0.5)]
        )
        page.add("none", .gauge, "Nothing.", [])
        #expect(
            page.text == """
                # HELP up Whether it is.
                # TYPE up gauge
                up 1
                # HELP calls_total Calls.
                # TYPE calls_total counter
                calls_total{campaign="a",status="b"} 2
                calls_total{campaign="c"} 0.5

                """
        )
    }

    @Test("cannot be forged by what a label or a help says")
    func escaped() {
        var page = PrometheusText()
        page.add("x", .gauge, "a\\b\nup 1", [([("trunk", "a\"} 9\nup 2\\")], 1)])
        #expect(page.text.split(separator: "\n").count == 3)
        #expect(page.text.contains(#"x{trunk="a\"} 9\nup 2\\"} 1"#))
    }
}
