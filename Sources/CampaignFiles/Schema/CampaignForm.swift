internal import CallspoolCore

extension Form where Draft == CampaignDraft {
    /// The keys of a campaign file: the contract's table.
    ///
    /// A null is as if the key did not stand there; nothing at all is not, since a file may end there that was cut off.
    static let campaign = Form(naming + times + calls + reporting + lists, absence: .null)

    private static let naming: [FormKey<CampaignDraft>] = [
        FormKey("campaign", also: ["name"], .campaignName) { $0.name = $1 },
        FormKey("add_to", .campaignName) { $0.addTo = $1 },
        FormKey("again", .flag) { $0.again = $1 },
        FormKey("timezone", .zone) { $0.campaign.timezone = $1 },
        FormKey("region", .region) { $0.campaign.region = $1 },
        FormKey("priority", .whole(1...10)) { $0.campaign.priority = $1 },
    ]

    private static let times: [FormKey<CampaignDraft>] = [
        FormKey("start", also: ["scheduled_time", "scheduled_timestamp", "start_timestamp"], .time) { $0.start = $1 },
        FormKey("expires", also: ["expiration_time", "expiration_timestamp", "end_timestamp"], .time) {
            $0.expires = $1
        },
        FormKey("calling_hours", .callingHours) { $0.campaign.callingHours = $1 },
    ]

    private static let calls: [FormKey<CampaignDraft>] = [
        FormKey("ani", also: ["caller_id"], .callerIDs) { $0.callerIDs = $1 },
        FormKey("start_url", .url) { $0.campaign.startURL = $1 },
        FormKey("answer", .parameters) { $0.campaign.answer = $1 },
        FormKey("campaign_parameters", .parameters) { $0.campaign.parameters = $1 },
        FormKey("callee_detection", .flag) { $0.campaign.calleeDetection = $1 },
        FormKey("ring_timeout", .duration(5...120)) { $0.campaign.ringTimeout = $1 },
        FormKey("max_retries", also: ["max_retry"], .whole(0...10)) { $0.campaign.retry.maxRetries = $1 },
        // The other way to say it counts the first attempt as well.
        FormKey("max_attempts", instead: "max_retries", .whole(1...10)) { $0.campaign.retry.maxRetries = $1 - 1 },
        FormKey("retry_interval", also: ["reattempt_wait"], .retryInterval) { $0.campaign.retry.interval = $1 },
        FormKey("retry", .retryOverrides) { draft, entries in
            for entry in entries {
                draft.campaign.retry.overrides[entry.key] = entry.value.content
                draft.overridePositions[entry.key] = entry.value.position
            }
        },
        FormKey("limits", .limits) { $0.campaign.limits = $1 },
        FormKey("on_lost", .choice) { $0.campaign.onLost = $1 },
    ]

    private static let reporting: [FormKey<CampaignDraft>] = [
        FormKey("result_url", .url) { $0.campaign.resultURL = $1 },
        FormKey("result_format", .choice) { $0.campaign.resultFormat = $1 },
        FormKey("result_secret", .webhookSecrets) { $0.campaign.resultSecrets = $1 },
        FormKey("result_batch", .whole(1...1000)) { $0.campaign.resultBatch = $1 },
        FormKey("campaign_url", .url) { $0.campaign.campaignURL = $1 },
        FormKey("check_urls", .choice) { $0.campaign.checkURLs = $1 },
    ]

    private static let lists: [FormKey<CampaignDraft>] = [
        FormKey("do_not_call", .doNotCall) { $0.campaign.doNotCall = $1 },
        FormKey("count", .whole(1...1_000_000_000)) { $0.count = $1 },
        FormKey("contacts", .fileName) { $0.contacts = $1 },
        // Read by the reader itself, number by number.
        FormKey(known: "numbers"),
    ]
}
