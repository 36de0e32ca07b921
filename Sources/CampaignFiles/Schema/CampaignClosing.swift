internal import CallspoolCore

/// The judgement of a campaign file that has been read: what depends on several keys.
struct CampaignClosing {
    /// The file's name as the user gave it.
    var file: String
    /// What times are relative to.
    var now: Timestamp
    /// When the first call goes out of a campaign that nothing holds; `nil` where that is not known.
    var begins: Timestamp?
    /// Where each key stands.
    var positions: [String: Diagnostic.Position]
    /// Keys that were probably meant by unknown ones.
    var missed: Set<String>
    /// The numbers met.
    var numbersRead: Int
    /// Where findings go.
    var faults: Faults

    /// The campaign that a draft makes; it counts only when no fault was told.
    ///
    /// A file that was not read to its end misses nothing.
    func campaign(from draft: CampaignDraft, isWhole: Bool) -> Campaign {
        if let addTo = draft.addTo { return addition(to: addTo, from: draft, isWhole: isWhole) }
        var campaign = draft.campaign
        name(&campaign, from: draft)
        times(&campaign, from: draft)
        callerIDs(&campaign, from: draft)
        checkBatch(campaign)
        hosts(of: campaign, draft.hosts)
        if isWhole {
            checkNumbers(draft)
        }
        if isWhole {
            let start = StartTime(now: now, begins: begins, topOfHour: draft.topOfHour, faults: faults)
            start.judge(&campaign, draft.start, hoursAt: positions["calling_hours"])
            CampaignWarnings(positions: positions, faults: faults).tell(of: campaign, draft)
        }
        return campaign
    }

    private func name(_ campaign: inout Campaign, from draft: CampaignDraft) {
        guard draft.name == nil, positions["campaign"] == nil else {
            campaign.name = draft.name ?? ""
            return
        }
        // What comes by standard input is named by nobody.
        campaign.name = file == "-" ? "standard-input" : file.campaignNameOfFile
        guard !missed.contains("campaign"), !campaign.name.isCampaignName else { return }
        let why =
            campaign.name == ControlTarget.wordForAll
            ? "it means every campaign" : "small letters, digits, `.`, `_`, `-`; at most 64 characters"
        let words = "the file's name `\(campaign.name.excerpt)` cannot be a campaign's (\(why))"
        faults.error("\(words); set `campaign`, or rename the file", at: nil)
    }

    /// What may not be reached is told now, as far as a name tells it; an address that a name has is judged when it is
    /// connected to.
    private func hosts(of campaign: Campaign, _ rules: HostRules) {
        for (key, url) in [("result_url", campaign.resultURL), ("campaign_url", campaign.campaignURL)] {
            guard let url, let position = positions[key], case .success(let address) = WebAddress.read(url),
                case .refused(let why) = rules.judge(address.host)
            else { continue }
            faults.error("`\(key)`: \(why); use a host that is allowed, or have it allowed", at: position)
        }
    }

    private func times(_ campaign: inout Campaign, from draft: CampaignDraft) {
        campaign.start = draft.start.flatMap { time($0, key: "start", in: campaign.timezone) }
        campaign.expires = draft.expires.flatMap { time($0, key: "expires", in: campaign.timezone) }
        guard let expires = campaign.expires, let position = draft.expires?.position else { return }
        if let start = campaign.start, expires <= start {
            let words = "`expires` (\(expires.minute)) is not after `start` (\(start.minute)); give it a later time"
            faults.error(words, at: position)
        } else if expires <= now {
            faults.error("`expires` has passed (\(expires.minute)); give it a later time, or remove it", at: position)
        }
    }

    /// The instant that a text says; `nil` for none, and for a text that was refused.
    private func time(_ text: Located<String>, key: String, in zone: String) -> Timestamp? {
        // The zone was checked when its key was read; a spool's default that is not known is told here.
        guard let zone = Zone(zone) else {
            let words = "`\(key)` cannot be read, because the zone `\(zone)` is not known; set `timezone`"
            faults.error(words, at: text.position)
            return nil
        }
        switch TimeExpression.read(text.content, now: now, zone: zone) {
        case .instant(let instant): return instant
        // Now for a start, and never for an end: both are the absence of a bound.
        case .zero: return nil
        case .fault(let words):
            faults.error("`\(key)`: \(words)", at: text.position)
            return nil
        }
    }

    private func callerIDs(_ campaign: inout Campaign, from draft: CampaignDraft) {
        guard !draft.callerIDs.isEmpty else { return }
        campaign.callerIDs = faults.callerIDs(draft.callerIDs, region: campaign.region)
    }

    /// A form is one record: there is no way to write several.
    private func checkBatch(_ campaign: Campaign) {
        guard campaign.resultBatch > 1, campaign.resultFormat == .form, let position = positions["result_batch"] else {
            return
        }
        let words = "`result_batch` above 1 needs `result_format: json`, because a form holds one record; remove either"
        faults.error(words, at: position)
    }

    func checkNumbers(_ draft: CampaignDraft) {
        let hasContacts = positions["contacts"] != nil || missed.contains("contacts")
        if let position = positions["numbers"], numbersRead == 0, !hasContacts {
            if !faults.refuses { faults.error("`numbers` is an empty list; give it numbers", at: position) }
        } else if positions["numbers"] == nil, !hasContacts, !missed.contains("numbers") {
            faults.error("has no numbers; give it `numbers` (a list) or `contacts` (the name of a CSV file)", at: nil)
        }
        guard let count = draft.count, positions["contacts"] == nil, positions["numbers"] != nil, count != numbersRead,
            let position = positions["count"]
        else { return }
        let words = "`count` is \(count), but `numbers` holds \(numbersRead); the list may be cut short: "
        faults.error(words + "complete it, or correct `count`", at: position)
    }
}

extension Faults {
    /// The caller ids that texts say in a region, in E.164; those that are not numbers are told and left out.
    func callerIDs(_ texts: [Located<String>], region: String) -> [String] {
        let reader = PhoneNumberReader(region: region)
        return texts.compactMap { text in
            switch reader.read(callerID: text.content) {
            case .valid(let e164): return e164
            case .refused(let reason):
                error("`ani`: \(reason); write it as `+`, country code and number", at: text.position)
                return nil
            }
        }
    }
}

extension Timestamp {
    /// `2026-11-24 10:15 UTC`, for messages.
    var minute: String {
        let text = iso8601
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }
}
