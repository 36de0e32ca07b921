import CallspoolCore
import CampaignFiles

/// Numbers of a campaign that are in no numbering plan as it is known: ranges are opened every month, so they are called.
struct UnplannedNumbers {
    private var count = 0
    private var first: (index: Int, number: String)?

    mutating func take(_ batch: JobBatch) {
        count += batch.unplanned.count
        guard let number = batch.unplanned.first, batch.first < first?.index ?? .max else { return }
        first = (batch.first, number)
    }

    /// What is to be told; `nil` when there are none.
    var words: String? {
        guard let first else { return nil }
        let (numbers, they) = count == 1 ? ("1 number is", "it is") : ("\(count.grouped) numbers are", "they are")
        let which = count == 1 ? "(\(first.number))" : "(the first is \(first.number))"
        let version = "phonenumbers \(NumberingPlan.version)"
        return "\(numbers) in no numbering plan that \(version) knows \(which); \(they) called all the same"
    }
}
