import CallspoolCore
import CampaignFiles

/// Some numbers of a campaign, checked and ready to be written.
struct JobBatch: Sendable {
    /// A number that is not to be dialled, and why.
    struct Rejection: Sendable {
        var index: Int
        var reason: String
    }

    /// The position of the first.
    var first: Int
    /// How many.
    var count: Int
    /// Their lines for `jobs.jsonl`.
    var lines: [UInt8]
    /// Those that cannot be dialled.
    var rejections: [Rejection]
    /// How many are in no numbering plan as it is known, and the first of them; they are dialled all the same.
    var unplanned: (count: Int, first: String?)
    /// The digits of each, as a number, for finding duplicates; 0 for one that is rejected.
    var digits: [UInt64]

    /// Checks numbers: the costly part of taking a file in, done on all cores.
    init(_ entries: [NumberEntry], first: Int, reader: PhoneNumberReader) {
        self.first = first
        count = entries.count
        rejections = []
        unplanned = (0, nil)
        digits = []
        digits.reserveCapacity(entries.count)
        var writer = JSONLineWriter()
        for (place, entry) in entries.enumerated() {
            let number = entry.normalised(by: reader)
            writer.jobLine(
                phoneNumber: number.phoneNumber,
                callerID: number.callerID,
                messageReference: number.messageReference,
                parameters: number.parameters,
                timezone: number.timezone,
                postDial: number.postDial
            )
            if let reason = number.rejection {
                rejections.append(Rejection(index: first + place, reason: reason))
                digits.append(0)
            } else {
                // E.164 has at most 15 digits.
                digits.append(UInt64(number.phoneNumber.dropFirst()) ?? 0)
                if !NumberingPlan.knows(number.phoneNumber) {
                    unplanned = (unplanned.count + 1, unplanned.first ?? number.phoneNumber)
                }
            }
        }
        lines = writer.bytes
    }
}
