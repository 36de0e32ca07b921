import Foundation

/// `callspool.yaml` for a test.
struct SpoolSettings: Sendable {
    /// The program's seconds in one of the machine's.
    var speed = 600
    var concurrentCalls = 100
    var callsPerSecond = "10000"
    /// Minutes of the hour; `nil` is one that is nearly an hour off, so that a tick does all there is to do.
    var ticks: [Int]?
    var settle = "0s"
    /// More of the engine's keys, each after a comma.
    var engine = ""
    /// More lines.
    var more = ""
    /// What `ticks` is counted from: the machine's time of day, or a later one at which a fast clock begins.
    private var now = Date()

    static let everyMinute = Array(0...59)

    /// A minute of the hour that is nearly an hour off.
    static var farMinute: Int { SpoolSettings().minute(in: 59) }

    /// Counts `ticks` from now, or from the instant that a spool's fast clock has come to.
    mutating func begin(notBefore latest: Date?) {
        now = max(Date(), latest ?? .distantPast)
    }

    /// The minute of the hour in so many minutes.
    func minute(in minutes: Int) -> Int {
        (Int(now.timeIntervalSince1970) / 60 + minutes) % 60
    }

    var text: String {
        let ticks = ticks ?? [minute(in: 59)]
        return """
            engine: {kind: simulator, speed: \(speed)\(engine.isEmpty ? "" : ", " + engine)}
            limits: {calls_per_second: \(callsPerSecond), concurrent_calls: \(concurrentCalls)}
            ticks: [\(ticks.map(String.init).joined(separator: ", "))]
            settle: \(settle)
            \(more)

            """
    }
}

/// Text of campaign files.
enum CampaignText {
    private static let areas = [
        201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231,
        234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307,
        308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 331, 334, 336, 337, 339, 347,
        351, 352, 360, 361, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 424,
    ]

    /// So many different fictional numbers; the last two digits are taken from a list in turn.
    static func numbers(_ count: Int, endings: [Int] = Array(0...9), from first: Int = 0) -> [String] {
        (first..<(first + count))
            .map { index in
                let ending = endings[index % endings.count]
                let area = areas[index / endings.count % areas.count]
                return "+1\(area)55501\(ending < 10 ? "0" : "")\(ending)"
            }
    }

    /// A campaign file.
    static func campaign(_ keys: String = "", numbers: [String]) -> String {
        keys + (keys.isEmpty || keys.hasSuffix("\n") ? "" : "\n") + "numbers:\n"
            + numbers.map { "  - \"\($0)\"\n" }.joined()
    }
}

/// Numbers at random from a seed, the same everywhere (SplitMix64).
struct SeededDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
