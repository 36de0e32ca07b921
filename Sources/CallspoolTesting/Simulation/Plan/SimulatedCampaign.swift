public import CallspoolCore

/// A campaign of a plan: its file, and what the audit holds the program to.
///
/// The audit goes by this and never by what the program made of the file.
public struct SimulatedCampaign: Sendable {
    /// The name, also that of the file.
    public var name: String
    /// The numbers as written; those that are not numbers are to be rejected.
    public var numbers: [String] = []
    /// When the file is dropped, in milliseconds from the start.
    public var dropAt: Int64
    /// No first attempt before.
    public var start: Timestamp?
    /// No attempt from then on.
    public var expires: Timestamp?
    /// Attempts after the first.
    public var maxRetries: Int
    /// The wait between two.
    public var retryInterval: Duration
    /// Its weight.
    public var priority: Int
    /// Its own caps.
    public var limits = PaceLimits()
    /// Whether a call whose outcome was lost is reported failed.
    public var failsLost: Bool
    /// Whether its records are shipped.
    public var isShipped: Bool
    /// How many of them go out in one request.
    public var resultBatch = 1
    /// When callees may be called.
    public var hours: CallingHours?
    /// Numbers never dialled.
    public var doNotCall: [String] = []
    /// Whether those are in a file beside the campaign's own.
    public var hasListFile = false
    /// Whether its file is dropped a second time, under another name.
    public var isDroppedAgain = false
    /// IANA zone.
    public var timezone: String

    init(_ place: Int, _ origin: Timestamp, _ calmAt: Int64, _ random: inout SeededRandom) {
        name = "c\(place + 1)"
        let atOnce = place == 0 || random.chance(0.4)
        dropAt = atOnce ? 0 : Int64(random.draw(0...Int(calmAt)))
        // Files say seconds.
        let dropped = (origin + .milliseconds(dropAt)).roundedUpToSecond
        start = random.chance(0.3) ? dropped + .seconds(random.draw(0...1200)) : nil
        expires = random.chance(0.3) ? max(dropped, start ?? dropped) + .seconds(random.draw(10...3600)) : nil
        maxRetries = random.draw(0...3)
        retryInterval = .seconds(random.draw(60...200))
        priority = random.draw(1...10)
        if random.chance(0.3) { limits.concurrentCalls = random.draw(1...3) }
        if random.chance(0.3) { limits.callsPerSecond = [0.2, 1, 2][random.draw(0...2)] }
        failsLost = random.chance(0.3)
        isShipped = random.chance(0.6)
        timezone = ["UTC", "America/New_York", "Europe/Berlin"][random.draw(0...2)]
        let count = random.chance(0.2) ? random.draw(10...30) : random.draw(1...10)
        for index in 1...count {
            if random.chance(0.05) {
                numbers.append("12345\(index)")
            } else if random.chance(0.3) {
                // The simulator's table; an area for each, so that no number is there twice.
                numbers.append("+1\(SimulatedCampaign.areas[index])55501\(random.draw(10...53))")
            } else {
                numbers.append("+1617\(600 + place)\(1000 + index)")
            }
        }
    }

    /// Makes it one of those that all have much to do at the same time, and nothing of their own that holds them.
    mutating func contend(_ place: Int, _ random: inout SeededRandom) {
        dropAt = 0
        start = nil
        expires = nil
        limits = PaceLimits()
        priority = [1, 3, 10][place]
        numbers = (1...random.draw(20...40)).map { "+1617\(600 + place)\(1000 + $0)" }
    }

    /// Gives it more to do: numbers of one kind up to so many.
    mutating func grow(to count: Int, _ place: Int) {
        let more = numbers.count..<max(count, numbers.count)
        numbers += more.map { "+1617\(610 + place)\(1000 + $0)" }
    }

    /// The numbers that are numbers.
    var dialable: [String] { numbers.filter { $0.hasPrefix("+") } }

    private static let areas = [
        201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231,
        234, 239, 240, 248, 251, 252, 253, 254, 256,
    ]

    /// The campaign file.
    public var file: String { file(nil) }

    /// The campaign file, as a defect of the program's reading would have it.
    func file(_ mutation: Mutation?) -> String {
        var campaign = self
        switch mutation {
        case .forgottenCampaignCap: campaign.limits = PaceLimits()
        case .attemptTooMany: campaign.maxRetries += 1
        case .forgottenStart: campaign.start = nil
        case .forgottenExpiry: campaign.expires = nil
        case .hastyRetry: campaign.retryInterval = max(.seconds(60), campaign.retryInterval - .seconds(30))
        case .forgottenWeights: campaign.priority = 5
        case .campaignZone where hours != nil && hours?.zone == nil: campaign.hours?.zone = timezone
        case .forgottenDaylightSaving: campaign.hours?.zone = hours?.zone.map { SimulatedCampaign.standard[$0] ?? $0 }
        default: break
        }
        return campaign.text { number in
            mutation == .forgottenZone ? PlannedNumber.zones(of: number).first : PlannedNumber.given(number)
        }
    }

    /// The zones without their daylight saving.
    private static let standard = [
        "America/New_York": "Etc/GMT+5", "America/Los_Angeles": "Etc/GMT+8", "Europe/Berlin": "Etc/GMT-1",
        "Australia/Sydney": "Etc/GMT-10",
    ]

    /// What its file is called, the first time and the second.
    var fileName: String { "\(name).yaml" }
    var secondFileName: String { "again-\(name).yaml" }

    /// What the file beside it is called.
    var listName: String { "\(name)-listed.txt" }

    private func text(zone: (String) -> String?) -> String {
        var lines = ["campaign: \(name)", "timezone: \(timezone)", "check_urls: off", "priority: \(priority)"]
        if let start { lines.append("start: \(start.seconds)") }
        if let expires { lines.append("expires: \(expires.seconds)") }
        lines.append("max_retries: \(maxRetries)")
        lines.append("retry_interval: \(retryInterval.milliseconds / 1000)")
        lines.append("ring_timeout: 12")
        var caps: [String] = []
        if let cap = limits.callsPerSecond { caps.append("calls_per_second: \(cap)") }
        if let cap = limits.concurrentCalls { caps.append("concurrent_calls: \(cap)") }
        if !caps.isEmpty { lines.append("limits: {\(caps.joined(separator: ", "))}") }
        if failsLost { lines.append("on_lost: fail") }
        if isShipped {
            lines.append("result_url: http://127.0.0.1/\(name)")
            lines.append("result_batch: \(resultBatch)")
        }
        if let hours { lines.append("calling_hours: \(hours.text)") }
        if hasListFile, !doNotCall.isEmpty {
            lines.append("do_not_call: \(listName)")
        } else if !doNotCall.isEmpty {
            lines.append("do_not_call: [\(doNotCall.map { "\"\($0)\"" }.joined(separator: ", "))]")
        }
        lines.append("numbers:")
        lines += numbers.map { number in
            zone(number).map { "  - {phone_number: \"\(number)\", timezone: \($0)}" } ?? "  - \"\(number)\""
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension CallingHours {
    /// As a campaign file has them.
    fileprivate var text: String {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        let days = days.sorted().map { names[$0 - 1] }.joined(separator: ", ")
        return "{from: \(clock(from)), to: \(clock(to)), days: [\(days)], zone: \(zone ?? "callee")}"
    }

    private func clock(_ minutes: Int) -> String {
        "\"\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)\""
    }
}
