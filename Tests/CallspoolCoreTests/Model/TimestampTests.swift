import CallspoolCore
import Foundation
import Testing

@Suite("Timestamps")
struct TimestampTests {
    /// Foundation's own rendering; its milliseconds come out of a `Double`, so they are put in by hand.
    private func foundation(_ instant: Timestamp) -> String {
        let style = Date.ISO8601FormatStyle()
        let whole = Date(timeIntervalSince1970: Double(instant.seconds)).formatted(style)
        let milliseconds = instant.milliseconds - instant.seconds * 1_000
        let digits = String(1_000 + milliseconds).dropFirst()
        return whole.dropLast() + "." + digits + "Z"
    }

    private func read(_ text: String) -> Timestamp? {
        Array(text.utf8).withUnsafeBytes { Timestamp(iso8601: $0) }
    }

    /// 1600-01-01 to 9999-12-31: before 1582 Foundation's calendar is the Julian one.
    private static let range = Int64(-11_676_096_000_000)...253_402_300_799_999

    private static let seeded: [Timestamp] = {
        var state: UInt64 = 20_261_123
        return (0..<4_000)
            .map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let place = (state >> 11) % UInt64(range.upperBound - range.lowerBound)
                return Timestamp(milliseconds: range.lowerBound + Int64(place))
            }
    }()

    @Test("a span of whole milliseconds is written with three decimals at most, however it came about")
    func spans() {
        for milliseconds in Int64(0)...20_000 {
            let span =
                Timestamp(milliseconds: 1_795_000_000_123 + milliseconds) - Timestamp(milliseconds: 1_795_000_000_123)
            var writer = JSONLineWriter()
            writer.field("d", span.inSeconds)
            let fraction = String(decoding: writer.bytes, as: UTF8.self).split(separator: ".").dropFirst().first ?? ""
            #expect(fraction.count <= 3, "\(milliseconds) ms is \(span.inSeconds)")
        }
        #expect(Duration.milliseconds(2962).inSeconds == 2.962)
        #expect((Timestamp.distantFuture - Timestamp(milliseconds: 0)).inSeconds > 9e15)
    }

    @Test("ISO 8601 agrees with Foundation over a seeded range of instants, and reads back")
    func seededInstants() {
        for instant in Self.seeded {
            #expect(instant.iso8601 == foundation(instant))
            #expect(read(instant.iso8601) == instant)
            #expect(Timestamp(instant.civil) == instant)
        }
    }

    @Test(
        "the edges of days, months, years and leap years are right",
        arguments: [
            ("1970-01-01T00:00:00.000Z", Int64(0)), ("1969-12-31T23:59:59.999Z", -1),
            ("1969-12-31T23:59:59.000Z", -1_000), ("1970-01-01T00:00:00.001Z", 1),
            ("2000-02-29T00:00:00.000Z", 951_782_400_000), ("2000-03-01T00:00:00.000Z", 951_868_800_000),
            ("1900-02-28T23:59:59.999Z", -2_203_891_200_001), ("1900-03-01T00:00:00.000Z", -2_203_891_200_000),
            ("2024-02-29T23:59:59.999Z", 1_709_251_199_999), ("2024-12-31T23:59:59.999Z", 1_735_689_599_999),
            ("2025-01-01T00:00:00.000Z", 1_735_689_600_000), ("2100-02-28T23:59:59.999Z", 4_107_542_399_999),
            ("2100-03-01T00:00:00.000Z", 4_107_542_400_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ]
    )
    func edges(text: String, milliseconds: Int64) {
        let instant = Timestamp(milliseconds: milliseconds)
        #expect(instant.iso8601 == text)
        #expect(read(text) == instant)
        #expect(foundation(instant) == text)
    }

    @Test("every day from 1895 to 2105 follows the one before it")
    func everyDay() {
        var day = Timestamp(Timestamp.Civil(year: 1895, month: 1, day: 1))
        let last = Timestamp(Timestamp.Civil(year: 2105, month: 12, day: 31))
        while day < last {
            let next = day + .seconds(86_400)
            let (from, to) = (day.civil, next.civil)
            let isNextDay = to.day == from.day + 1 && to.month == from.month && to.year == from.year
            let isNextMonth = to.day == 1 && to.month == from.month + 1 && to.year == from.year && from.day >= 28
            let isNextYear =
                to.day == 1 && to.month == 1 && to.year == from.year + 1 && from.month == 12 && from.day == 31
            if !isNextDay && !isNextMonth && !isNextYear { Issue.record("\(day.iso8601) and then \(next.iso8601)") }
            if Timestamp(to) != next { Issue.record("\(next.iso8601) does not come back") }
            day = next
        }
    }

    @Test(
        "what is not that form is not read",
        arguments: [
            "", "2026-11-23", "2026-11-23T10:45:00Z", "2026-11-23T10:45:00.000", "2026-11-23T10:45:00.000+00:00",
            "2026-11-23 10:45:00.000Z", "2026-13-23T10:45:00.000Z", "2026-00-23T10:45:00.000Z",
            "2026-11-00T10:45:00.000Z", "2026-11-32T10:45:00.000Z", "2O26-11-23T10:45:00.000Z",
            "2026-11-23T10:45:00,000Z", "2026-11-23T10:45:00.000z", "2026-11-23T1x:45:00.000Z",
        ]
    )
    func refused(text: String) {
        #expect(read(text) == nil)
    }

    @Test(
        "neither are other separators, nor days and times that do not exist",
        arguments: [
            "2026x11-23T10:45:00.000Z", "2026-11/23T10:45:00.000Z", "2026-11-23T10.45:00.000Z",
            "2026-11-23T10:45-00.000Z", "2026-02-30T10:45:00.000Z", "2025-02-29T10:45:00.000Z",
            "2026-11-23T24:00:00.000Z", "2026-11-23T10:60:00.000Z", "2026-11-23T10:45:61.000Z",
        ]
    )
    func refusedStrictly(text: String) {
        #expect(read(text) == nil)
    }

    @Test("seconds are rounded down, also before 1970")
    func seconds() {
        #expect(
            [-1_001, -1_000, -999, -1, 0, 1, 999, 1_000].map { Timestamp(milliseconds: $0).seconds } == [
                -2, -1, -1, -1, 0, 0, 0, 1,
            ]
        )
        #expect(
            [-1_001, -1_000, -999, 0, 1, 1_000].map { Timestamp(milliseconds: $0).roundedUpToSecond.seconds } == [
                -1, -1, 0, 0, 1, 1,
            ]
        )
    }

    @Test("spans are added, taken away and measured to the millisecond")
    func arithmetic() {
        let instant = Timestamp(seconds: 1_763_892_900)
        #expect((instant + .milliseconds(1_500)).milliseconds == 1_763_892_901_500)
        #expect((instant - .milliseconds(1_500)).milliseconds == 1_763_892_898_500)
        #expect(instant + .microseconds(999) == instant)
        #expect((instant + .seconds(2)) - instant == .seconds(2))
        #expect(instant - (instant + .seconds(2)) == .seconds(-2))
        #expect(Duration.milliseconds(-1_500).milliseconds == -1_500)
        #expect(Duration.milliseconds(1_500).inSeconds == 1.5)
        #expect(instant < instant + .milliseconds(1))
    }
}
