internal import Spool

/// What stands below the calls of a campaign: its charts, and what can be downloaded.
struct CampaignExtras: Sendable {
    /// A file that can be downloaded.
    struct File: Sendable {
        var address: String
        var file: String
        var words: String
    }

    /// Up to so many calls the charts stand on the campaign's own page; those of more take a while, and have their own.
    static let fewCalls = 20_000

    var charts: [CampaignCharts.Chart]
    /// Whether there is nothing to draw.
    var isEmpty: Bool
    /// Whether the charts have a page of their own, and where that is.
    var isElsewhere: Bool
    var address: String
    var downloads: [File]
    /// Whether some files are kept from who looks.
    var hasHidden: Bool

    /// What stands below the calls.
    ///
    /// - Parameters:
    ///   - name: the campaign's folder.
    ///   - report: what the charts are of; `nil` when they are not shown here.
    ///   - mask: what is hidden from who looks.
    init(_ name: String, _ report: CampaignReport?, _ mask: NumberMask) {
        charts = report.map { CampaignCharts($0).charts } ?? []
        isEmpty = report != nil && charts.isEmpty
        isElsewhere = report == nil
        address = "/campaigns/\(name.inAddress)/charts"
        let files = Download.all(mask)
        downloads = files.map { File(address: $0.address(of: name), file: "\(name).\($0.rawValue)", words: $0.words) }
        hasHidden = files.count < Download.allCases.count
    }
}
