import CallspoolCore
import CampaignFiles

/// A campaign's own do-not-call list while the campaign is read.
struct CampaignDoNotCall: Sendable {
    private let name: String
    private let list: DoNotCallList

    /// Makes one of a list that was read from a file.
    init(_ list: DoNotCallList, name: String) {
        self.name = name
        self.list = list
    }

    /// Reads numbers that stand in a campaign file.
    ///
    /// - Returns: also the texts that are not numbers.
    static func read(_ texts: [String], region: String, campaign: String) -> (CampaignDoNotCall, [String]) {
        let reader = DoNotCallLine(region: region)
        var list = DoNotCallList(reserving: texts.count)
        var nonsense: [String] = []
        for (place, text) in texts.enumerated() {
            let banned = reader.banned(text)
            for digits in banned.digits { list.append(digits, line: place + 1) }
            if !banned.isRead { nonsense.append(text) }
        }
        list.national = reader.national
        list.seal()
        return (CampaignDoNotCall(list, name: SpoolDoNotCall.name(of: .numbers(texts), campaign: campaign)), nonsense)
    }

    /// Where a number is listed.
    func listing(of digits: UInt64) -> ListedNumber? {
        list.line(of: digits).map { ListedNumber(list: name, line: $0) }
    }
}
