internal import CallspoolCore

extension Form where Draft == SettingsDraft {
    /// The keys of `callspool.yaml`: the contract's table.
    static let settings = Form(spool + defaults)

    private static let spool: [FormKey<SettingsDraft>] = [
        FormKey("engine", .trunks) { $0.settings.trunks = $1 },
        FormKey("limits", .spoolLimits) {
            $0.settings.limits = $1.caps
            $0.settings.ramp = $1.ramp
        },
        FormKey("ticks", .ticks) { $0.settings.ticks = $1 },
        FormKey("settle", .duration(0...3600)) { $0.settings.settle = $1 },
        FormKey("trunk_retry", .trunkRetry) { $0.settings.trunkRetry = $1 },
        // The rules for hosts also judge campaign files.
        FormKey("shipping", .shipping) {
            $0.settings.shipping = $1
            $0.settings.defaults.hosts = $1.hosts
        },
        // At most a week: what is over is kept for 8 days at least, and must be known for as long as this.
        FormKey("again_after", .duration(0...604_800)) { $0.settings.againAfter = $1 },
        FormKey("keep", .keep) { $0.settings.keep = $1 },
        FormKey("do_not_call", .spoolDoNotCall) { $0.settings.doNotCall = $1 },
        FormKey("attempt_limits", .attemptLimits) { $0.settings.attemptLimits = $1 },
        FormKey("top_of_hour", .choice) { $0.settings.topOfHour = $1 },
        FormKey("page", .page) { $0.settings.page = $1 },
    ]

    private static let defaults: [FormKey<SettingsDraft>] = [
        FormKey("timezone", .zone) { $0.settings.defaults.timezone = $1 },
        FormKey("region", .region) { $0.settings.defaults.region = $1 },
        FormKey("ani", .callerIDs) { $0.callerIDs = $1 },
        // Both the outer limit and what a campaign takes that does not say.
        FormKey("calling_hours", .callingHours) {
            $0.settings.callingHours = $1
            $0.settings.defaults.callingHours = $1
        },
        FormKey("check_urls", .choice) { $0.settings.defaults.checkURLs = $1 },
        FormKey("result_secret", .webhookSecrets) { $0.settings.defaults.resultSecrets = $1 },
        FormKey("campaign_url", .url) { $0.settings.defaults.campaignURL = $1 },
    ]
}

/// The spool's pace while its map is read; what is not given keeps its default.
struct SpoolLimitsDraft: Sendable {
    /// The caps.
    var caps = Settings().limits
    /// How long the pace takes to the whole.
    var ramp = Settings().ramp
}

extension Form where Draft == SpoolLimitsDraft {
    /// The spool's caps, and how they are approached.
    static let spoolLimits = Form(
        Form<PaceLimits>.limits.within(\SpoolLimitsDraft.caps).keys + [
            FormKey("ramp", .duration(0...600)) { $0.ramp = $1 }
        ]
    )
}

extension Value where Result == SpoolLimitsDraft {
    fileprivate static let spoolLimits = Value.map(of: .spoolLimits, into: SpoolLimitsDraft()) { limits, _, _ in limits
    }
}

extension Value where Result == [Int] {
    /// Minutes of the hour, sorted.
    fileprivate static let ticks = Value("a list of different minutes of the hour, 0 to 59") { node, reading in
        guard let minutes = Value<[Int]>.list(of: .whole(0...59), 1...60).read(node, reading) else { return nil }
        guard Set(minutes).count == minutes.count else {
            reading.faults.error("\(reading.subject) says a minute twice; remove one", at: node.position)
            return nil
        }
        return minutes.sorted()
    }
}

extension Value where Result == TrunkRetry {
    fileprivate static let trunkRetry = Value.map(of: .trunkRetry, into: TrunkRetry()) { budget, node, reading in
        guard budget.first <= budget.longest else {
            let words = "\(reading.subject): `first` is longer than `longest`; make it shorter"
            reading.faults.error(words, at: node.position)
            return nil
        }
        return budget
    }
}

extension Form where Draft == TrunkRetry {
    /// The budget for what the trunk failed.
    static let trunkRetry = Form([
        FormKey("first", .duration(1...86_400)) { $0.first = $1 },
        FormKey("longest", .duration(1...86_400)) { $0.longest = $1 },
        FormKey("times", .whole(0...7)) { $0.times = $1 },
    ])
}
