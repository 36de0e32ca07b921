import CallspoolCore
import CallspoolTesting
import Spool
import Testing

/// The forecast beside what then happens: the real store, the real machine and the real simulator on a clock that jumps.
@Suite("A forecast is near what happens")
struct ForecastAccuracyTests {
    /// A shape of work.
    struct Shape: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var rate = 5.0
        var concurrent = 1000
        var odds: [Outcome: Double] = SimulatorSettings().odds
        /// Numbers and what is special about each campaign.
        var campaigns: [(total: Int, change: @Sendable (inout Campaign) -> Void)]
        var numbers: (@Sendable (Int) -> String)?
    }

    /// At paces at which what chance does to the last few calls is little beside the whole.
    static let shapes: [Shape] = [
        Shape(testDescription: "pace-bound", rate: 0.2, campaigns: [(1000, { _ in })]),
        Shape(testDescription: "large", rate: 2, campaigns: [(8000, { $0.retry.maxRetries = 1 })]),
        Shape(testDescription: "concurrency-bound", rate: 50, concurrent: 5, campaigns: [(1500, { _ in })]),
        Shape(testDescription: "retries", rate: 0.2, campaigns: [(800, { $0.retry.maxRetries = 3 })]),
        Shape(
            testDescription: "small, with long waits",
            rate: 2,
            campaigns: [
                (
                    60,
                    {
                        $0.retry.maxRetries = 2
                        $0.retry.interval = .seconds(7200)
                    }
                )
            ]
        ),
        Shape(
            testDescription: "a campaign's own pace",
            rate: 50,
            campaigns: [(800, { $0.limits.callsPerSecond = 0.2 })]
        ),
        Shape(
            testDescription: "windows that close",
            rate: 0.1,
            campaigns: [(1500, { $0.callingHours = CallingHours(from: 9 * 60, to: 11 * 60) })],
            numbers: { $0.isMultiple(of: 2) ? "+1617\(2_000_000 + $0)" : "+1415\(2_000_000 + $0)" }
        ),
        Shape(
            testDescription: "two campaigns with priorities",
            rate: 0.3,
            campaigns: [(900, { $0.priority = 9 }), (900, { $0.priority = 1 })]
        ),
        Shape(
            testDescription: "expiry",
            rate: 1,
            campaigns: [
                (
                    5000,
                    {
                        $0.expires = SimulatedSpool.start + .seconds(3600)
                        $0.retry.maxRetries = 2
                    }
                )
            ]
        ),
        Shape(
            testDescription: "a trunk that is often full",
            rate: 0.05,
            odds: [.answered: 0.5, .noAnswer: 0.3, .congestion: 0.2],
            campaigns: [(1000, { _ in })]
        ),
    ]

    @Test("the finish of each campaign, within 5 %", arguments: shapes)
    func finish(_ shape: Shape) async throws {
        let outlook = try forecast(try spool(shape)).outlook()
        for seed in [4711, 4712] {
            let history = try await spool(shape).run(seed: UInt64(seed))
            for place in shape.campaigns.indices {
                let expected = try #require(outlook.span { $0.campaigns[place].finish }).expected - SimulatedSpool.start
                let actual = try #require(history.finished["c\(place)"]) - SimulatedSpool.start
                let error = (expected.inSeconds / actual.inSeconds - 1) * 100
                #expect(abs(error) <= 5, "foretold \(expected), was \(actual)")
            }
        }
    }

    @Test("where chance decides, what happens is between the limits nine times in ten")
    func range() async throws {
        let shape = Shape(
            testDescription: "short, with long waits by chance",
            rate: 10,
            odds: [.answered: 0.5, .noAnswer: 0.3, .congestion: 0.2],
            campaigns: [(150, { _ in })]
        )
        let span = try #require(try forecast(try spool(shape)).outlook().span(\.end))
        #expect(span.latest - span.earliest > .seconds(120))
        var inside = 0
        for seed in 1...20 {
            let finish = try #require(try await spool(shape).run(seed: UInt64(seed)).finished["c0"])
            if finish >= span.earliest, finish <= span.latest { inside += 1 }
        }
        #expect(inside >= 18, "\(inside) of 20")
    }

    @Test("how many calls are placed, and the most at once", arguments: shapes.prefix(4))
    func calls(_ shape: Shape) async throws {
        let spool = try spool(shape)
        let run = try forecast(spool).outlook().middle
        let history = try await spool.run(seed: 4713)
        #expect(abs(Double(run.placed) / Double(history.calls) - 1) <= 0.05, "\(run.placed), \(history.calls)")
        let most = Double(history.mostUnderWay)
        #expect(abs(Double(run.top.calls) - most) <= max(5, most / 10), "\(run.top.calls), \(most)")
    }

    @Test("when one call goes out")
    func oneCall() async throws {
        let spool = try spool(ForecastAccuracyTests.shapes[7])
        let reading = try reading(spool)
        let call = try #require(try reading.find("(617) 200-0800").first { $0.place.folder.name == "c1" })
        let outlook = try reading.forecast(asked: call).outlook(stopsAtAsked: true)
        let history = try await spool.run(seed: 4714)
        let actual = try #require(history.placed["c1"]?[800]) - SimulatedSpool.start
        let expected = try #require(outlook.asked).expected - SimulatedSpool.start
        #expect(abs(expected.inSeconds / actual.inSeconds - 1) <= 0.05, "\(expected), \(actual)")
    }

    private func spool(_ shape: Shape) throws -> SimulatedSpool {
        var spool = SimulatedSpool()
        var simulator = SimulatorSettings()
        simulator.odds = shape.odds
        spool.settings.trunks = [TrunkSettings(engine: .simulator(simulator))]
        spool.settings.limits = PaceLimits(callsPerSecond: shape.rate, concurrentCalls: shape.concurrent)
        for (place, campaign) in shape.campaigns.enumerated() {
            try spool.put("c\(place)", campaign.total, numbers: shape.numbers, campaign.change)
        }
        return spool
    }

    private func reading(_ spool: SimulatedSpool) throws -> SpoolForecast {
        // Nobody is running in a spool in memory: it begins at the tick a moment later.
        let now = SimulatedSpool.start - .milliseconds(1)
        return try SpoolForecast(spool.layout, settings: spool.settings, now: now, wall: now, on: spool.disk)
    }

    private func forecast(_ spool: SimulatedSpool) throws -> Forecast {
        try reading(spool).forecast()
    }
}
