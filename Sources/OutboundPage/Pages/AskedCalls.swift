internal import CallspoolCore
internal import HTTPTypes
internal import Presentation
internal import Spool

/// Which calls of a campaign an address asks for, and the addresses of other pages of them.
struct AskedCalls: Sendable {
    /// How many calls a page may show.
    static let sizes = [25, 100, 500]

    /// The same for the spool's reader.
    private(set) var query = CallQuery()
    /// The number as it was typed.
    let number: String

    /// Reads an address' query; what is not known there is as if it were not there.
    ///
    /// - Throws: `PageFault` when a viewer asks for a part of a number that is hidden from them.
    init(_ fields: FormFields, mask: NumberMask) throws(PageFault) {
        number = fields["number"] ?? ""
        if !number.isEmpty {
            guard mask.admits(number) else {
                // Else the hidden digits could be found out one by one.
                throw PageFault(.badRequest, "Numbers are hidden from you, so give the whole number to look for.")
            }
            query.filter.number = String(number.prefix(64))
        }
        if let phase = fields["status"].flatMap(CallPhase.init(rawValue:)) { query.filter.phases = [phase] }
        if let outcome = fields["outcome"].flatMap(Outcome.init(rawValue:)) { query.filter.outcomes = [outcome] }
        if let order = fields["sort"].flatMap(CallQuery.Order.init(rawValue:)) { query.order = order }
        // By the numbers' order their hidden digits could be told.
        if mask.isOn, query.order == .number { query.order = .newest }
        if let size = fields["show"].flatMap({ Int($0) }), AskedCalls.sizes.contains(size) { query.size = size }
        if let page = fields["page"].flatMap({ Int($0) }), (1...1_000_000).contains(page) { query.page = page - 1 }
    }

    /// The query of another page of the same list.
    func address(page: Int) -> String {
        var parts: [String] = []
        if let phase = query.filter.phases.first { parts.append("status=\(phase.rawValue)") }
        if let outcome = query.filter.outcomes.first { parts.append("outcome=\(outcome.rawValue)") }
        if !number.isEmpty { parts.append("number=\(number.inAddress)") }
        if query.order != .newest { parts.append("sort=\(query.order.rawValue)") }
        if query.size != AskedCalls.sizes[0] { parts.append("show=\(query.size)") }
        if page > 0 { parts.append("page=\(page + 1)") }
        return "?" + parts.joined(separator: "&")
    }
}

/// One of the values of a choice.
struct Choice: Sendable {
    var value: String
    var label: String
    var isChosen: Bool
}

extension AskedCalls {
    /// The statuses to choose from.
    var statuses: [Choice] {
        CallPhase.allCases.map {
            Choice(value: $0.rawValue, label: $0.rawValue, isChosen: query.filter.phases.contains($0))
        }
    }

    /// The outcomes to choose from.
    var outcomes: [Choice] {
        Outcome.allCases.map {
            Choice(value: $0.rawValue, label: $0.words, isChosen: query.filter.outcomes.contains($0))
        }
    }

    /// The orders to choose from.
    func orders(_ mask: NumberMask) -> [Choice] {
        CallQuery.Order.allCases.filter { $0 != .number || !mask.isOn }
            .map { Choice(value: $0.rawValue, label: $0.words, isChosen: query.order == $0) }
    }

    /// How many to a page.
    var sizes: [Choice] {
        AskedCalls.sizes.map { Choice(value: "\($0)", label: "\($0)", isChosen: query.size == $0) }
    }
}

extension CallQuery.Order {
    fileprivate var words: String {
        switch self {
        case .newest: "newest first"
        case .oldest: "oldest first"
        case .file: "as in the file"
        case .number: "by number"
        case .attempts: "most attempts first"
        }
    }
}
