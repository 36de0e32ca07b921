import CallspoolCore
import Foundation

/// The numbers of a campaign file that is planned: digits and zones, and nothing else of them.
struct PlannedNumbers {
    /// The digits of each in E.164; 0 for one that cannot be dialled.
    private(set) var digits: [UInt64] = []
    /// The zones of those that came with one, by position.
    private(set) var timezones: [Int: String] = [:]
    /// The positions of those that are not dialled.
    private(set) var rejected: [Int] = []
    /// How many are not dialled, by reason.
    private(set) var skipped: [String: Int] = [:]

    mutating func take(_ batch: JobBatch) throws {
        digits += batch.digits
        for rejection in batch.rejections { reject(rejection.index, SkipReason.words(rejection.reason)) }
        try takeTimezones(batch)
    }

    mutating func reject(_ index: Int, _ reason: String) {
        rejected.append(index)
        skipped[reason, default: 0] += 1
    }

    /// Most lists have no zones: a batch is looked through only when the word is in it.
    private mutating func takeTimezones(_ batch: JobBatch) throws {
        guard batch.lines.withUnsafeBytes({ contains($0, "\"timezone\":", rare: 5) }) else { return }
        try batch.lines.withUnsafeBytes { bytes in
            for (place, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
                let job = try CallJob(UnsafeRawBufferPointer(rebasing: line), callID: "")
                if let timezone = job.timezone { timezones[batch.first + place] = timezone }
            }
        }
    }

    /// Writes down what a forecast needs of them.
    func fill(_ campaign: inout ForecastCampaign, _ needs: CalleeNeeds) {
        guard needs.hasAny else { return }
        var sheet = CalleeSheet(needs, campaign: campaign.queue.campaign)
        for (place, digits) in digits.enumerated() { sheet.add("+\(digits)", timezone: timezones[place + 1]) }
        sheet.fill(&campaign)
    }
}

/// Why a number is skipped, without the number: so that a thousand for the same reason are one line.
enum SkipReason {
    /// The number was listed.
    static func words(_ listed: ListedNumber) -> String { "on the do-not-call list \(listed.list)" }
    /// It stands there twice.
    static let duplicate = "in the campaign already"

    /// A rejection's sentence, without the quoted text that it begins with.
    static func words(_ sentence: String) -> String {
        guard sentence.hasPrefix("\""), let end = sentence.range(of: "\" ") else { return sentence }
        return String(sentence[end.upperBound...])
    }
}
