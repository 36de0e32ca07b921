// The campaign as the journal's first line keeps it, under the contract's keys; what is at its default is left out, so
// that a journal reads well and a default that changes later does not change campaigns already accepted — every key
// whose default could change with the spool's settings is therefore always written. The secret is not: people read
// and copy journals; it has a file of its own.

extension JSONLineWriter {
    /// Writes a campaign's fields.
    mutating func campaign(_ campaign: Campaign) {
        field("campaign", campaign.name)
        if let start = campaign.start { field("start", start) }
        if let expires = campaign.expires { field("expires", expires) }
        field("timezone", campaign.timezone)
        field("region", campaign.region)
        field("ani", campaign.callerIDs)
        if let url = campaign.startURL { field("start_url", url) }
        if !campaign.answer.isEmpty { field("answer", campaign.answer) }
        if let url = campaign.resultURL { field("result_url", url) }
        field("result_format", campaign.resultFormat.rawValue)
        field("check_urls", campaign.checkURLs.rawValue)
        retry(campaign.retry)
        if let hours = campaign.callingHours { field("calling_hours", object: { $0.hours(hours) }) }
        switch campaign.doNotCall {
        case .file(let name): field("do_not_call_file", name)
        case .numbers(let numbers): field("do_not_call", numbers)
        case nil: break
        }
        field("priority", campaign.priority)
        if let cap = campaign.limits.callsPerSecond { field("calls_per_second", cap) }
        if let cap = campaign.limits.concurrentCalls { field("concurrent_calls", cap) }
        field("ring_timeout", campaign.ringTimeout.inSeconds)
        field("callee_detection", campaign.calleeDetection)
        if !campaign.parameters.isEmpty { field("campaign_parameters", campaign.parameters) }
        field("on_lost", campaign.onLost.rawValue)
        if let url = campaign.campaignURL { field("campaign_url", url) }
        if campaign.resultBatch != 1 { field("result_batch", campaign.resultBatch) }
    }

    private mutating func retry(_ retry: RetryPolicy) {
        field("max_retries", retry.maxRetries)
        field("retry_interval", retry.interval.inSeconds)
        guard !retry.overrides.isEmpty else { return }
        let overrides = retry.overrides.sorted { $0.key.rawValue < $1.key.rawValue }
        let texts = overrides.map { outcome, override in
            switch override {
            case .after(let wait): Parameter(key: outcome.rawValue, value: "\(wait.milliseconds / 1000)")
            case .never: Parameter(key: outcome.rawValue, value: "never")
            }
        }
        field("retry", texts)
    }

    private mutating func hours(_ hours: CallingHours) {
        field("from", hours.from)
        field("to", hours.to)
        field("days", hours.days.sorted().map(String.init))
        if let zone = hours.zone { field("zone", zone) }
    }
}

extension Campaign {
    /// Reads a campaign as the journal keeps it.
    ///
    /// - Throws: `JSONLineError` when it is none.
    init(_ slice: JSONSlice) throws(JSONLineError) {
        var fields = try slice.fields.orFault("campaign")
        self.init(name: "")
        while let field = try fields.next() {
            let name = String(decoding: field.name, as: UTF8.self)
            try take(name, field.value)
        }
        guard !self.name.isEmpty else { throw JSONLineError(field: "campaign") }
    }

    private mutating func take(_ name: String, _ value: JSONSlice) throws(JSONLineError) {
        switch name {
        case "campaign": self.name = try value.string.orFault(name)
        case "start": start = try value.timestamp.orFault(name)
        case "expires": expires = try value.timestamp.orFault(name)
        case "timezone": timezone = try value.string.orFault(name)
        case "region": region = try value.string.orFault(name)
        case "ani": callerIDs = try value.elements.orFault(name).compactMap(\.string)
        case "start_url": startURL = value.string
        case "answer": answer = try value.parameters.orFault(name)
        case "result_url": resultURL = value.string
        case "result_format": resultFormat = try value.choice(name)
        case "check_urls": checkURLs = try value.choice(name)
        case "max_retries": retry.maxRetries = try value.int.orFault(name)
        case "retry_interval": retry.interval = .seconds(try value.double.orFault(name))
        case "retry": retry.overrides = try overrides(try value.parameters.orFault(name))
        case "calling_hours": callingHours = try CallingHours(value)
        case "do_not_call_file": doNotCall = .file(try value.string.orFault(name))
        case "do_not_call": doNotCall = .numbers(try value.elements.orFault(name).compactMap(\.string))
        case "priority": priority = try value.int.orFault(name)
        case "calls_per_second": limits.callsPerSecond = try value.double.orFault(name)
        case "concurrent_calls": limits.concurrentCalls = try value.int.orFault(name)
        case "ring_timeout": ringTimeout = .seconds(try value.double.orFault(name))
        case "callee_detection": calleeDetection = try value.bool.orFault(name)
        case "campaign_parameters": parameters = try value.parameters.orFault(name)
        case "on_lost": onLost = try value.choice(name)
        case "campaign_url": campaignURL = value.string
        case "result_batch": resultBatch = try value.int.orFault(name)
        default: break
        }
    }

    private func overrides(_ texts: [Parameter]) throws(JSONLineError) -> [Outcome: RetryPolicy.Override] {
        var all: [Outcome: RetryPolicy.Override] = [:]
        for text in texts {
            let outcome = try Outcome(rawValue: text.key).orFault("retry")
            all[outcome] = text.value == "never" ? .never : .after(.seconds(try Int(text.value).orFault("retry")))
        }
        return all
    }
}

extension CallingHours {
    fileprivate init(_ slice: JSONSlice) throws(JSONLineError) {
        var fields = try slice.fields.orFault("calling_hours")
        self.init(from: 0, to: 1440)
        while let field = try fields.next() {
            if field.isNamed("from") {
                from = try field.value.int.orFault("from")
            } else if field.isNamed("to") {
                to = try field.value.int.orFault("to")
            } else if field.isNamed("days") {
                days = Set(try field.value.elements.orFault("days").compactMap(\.string).compactMap { Int($0) })
            } else if field.isNamed("zone") {
                zone = field.value.string
            }
        }
    }
}

extension JSONSlice {
    fileprivate func choice<Choice: RawRepresentable<String>>(_ field: String) throws(JSONLineError) -> Choice {
        try string.flatMap(Choice.init(rawValue:)).orFault(field)
    }
}
