/// What of a campaign can be downloaded, by the ending of the file's name.
enum Download: String, CaseIterable, Sendable {
    /// Each attempt, as the file in `results/` has it.
    case callLines = "calls.jsonl"
    /// Each number's status record, as the file in `results/` has it.
    case statusLines = "status.jsonl"
    /// Each attempt as a table.
    case callTable = "calls.csv"
    /// Each status record as a table.
    case statusTable = "status.csv"
    /// The report.
    case report = "report.html"

    /// What it is, for the list of them.
    var words: String {
        switch self {
        case .callLines: "each attempt, as JSON lines"
        case .statusLines: "each number's status record, as JSON lines"
        case .callTable: "each attempt, for a spreadsheet"
        case .statusTable: "each number's status record, for a spreadsheet"
        case .report: "the campaign summed up, with charts, in one file"
        }
    }

    /// The media type.
    var type: String {
        switch self {
        case .callLines, .statusLines: "application/jsonl"
        case .callTable, .statusTable: "text/csv; charset=utf-8; header=present"
        case .report: "text/html; charset=utf-8"
        }
    }

    /// Whether it is a file of the spool as it is: with numbers hidden it would not be that file any more.
    var isVerbatim: Bool {
        switch self {
        case .callLines, .statusLines: true
        case .callTable, .statusTable, .report: false
        }
    }

    /// What somebody may have.
    static func all(_ mask: NumberMask) -> [Download] { allCases.filter { !mask.isOn || !$0.isVerbatim } }

    /// Where it is.
    func address(of campaign: String) -> String { "/campaigns/\(campaign.inAddress)/files/\(rawValue)" }
}
