import CallspoolCore

/// What a forecast has to know of each number of a campaign, beside its place in the queue.
struct CalleeNeeds {
    /// The zone: the calling hours are the callee's.
    var hasZones = false
    /// The number itself: attempts are limited.
    var hasNumbers = false
    /// Whether the number is on a do-not-call list; `nil` where there is none.
    var isListed: ((String) -> Bool)?

    var hasAny: Bool { hasZones || hasNumbers || isListed != nil }
}

/// The zones and numbers of a campaign's callees, collected in the order of the campaign.
struct CalleeSheet {
    private let needs: CalleeNeeds
    private let campaign: Campaign
    private let guide = ZoneGuide()
    private var zones: [CalleeZones] = []
    private var places: [CalleeZones: UInt16] = [:]
    private var zoneOfNumber: [UInt16] = []
    private var numbers: [String] = []
    private var listed: Set<Int> = []
    private var count = 0

    init(_ needs: CalleeNeeds, campaign: Campaign) {
        self.needs = needs
        self.campaign = campaign
    }

    /// Adds the number of a line of `jobs.jsonl`.
    ///
    /// - Throws: `StoreError` when it is none.
    mutating func add(jobLine line: UnsafeRawBufferPointer, path: String) throws {
        do {
            let job = try CallJob(line, callID: "")
            add(job.phoneNumber, timezone: job.timezone)
        } catch {
            throw StoreError(.corrupt, "cannot read line \(count + 1) of \(path): it is not a call job")
        }
    }

    /// Adds a number.
    mutating func add(_ phoneNumber: String, timezone: String?) {
        count += 1
        if needs.hasZones { zoneOfNumber.append(place(of: phoneNumber, timezone)) }
        if needs.hasNumbers { numbers.append(phoneNumber) }
        if let isListed = needs.isListed, isListed(phoneNumber) { listed.insert(count) }
    }

    private mutating func place(of phoneNumber: String, _ timezone: String?) -> UInt16 {
        let callee = guide.zones(of: phoneNumber, given: timezone, campaign: campaign.timezone)
        if let place = places[callee] { return place }
        // There are some hundreds of prefixes and of zones; past what fits, the first will do for a forecast.
        guard zones.count < Int(UInt16.max) else { return 0 }
        let place = UInt16(zones.count)
        zones.append(callee)
        places[callee] = place
        return place
    }

    /// Gives the forecast what was collected.
    func fill(_ forecast: inout ForecastCampaign) {
        // A number that a torn file does not have counts as the first one does.
        let missing = max(0, forecast.queue.total - count)
        forecast.zones = zones
        forecast.zoneOfNumber = zones.isEmpty ? [] : zoneOfNumber + Array(repeating: 0, count: missing)
        forecast.numbers = needs.hasNumbers ? numbers + Array(repeating: "", count: missing) : []
        forecast.listed = listed
    }
}
