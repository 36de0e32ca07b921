import CallspoolCore
import Presentation
import Spool
import Stages

/// One call's story as lines of text, the answer first.
struct CallHistoryText {
    private let tale: CallHistory

    init(_ tale: CallHistory) {
        self.tale = tale
    }

    /// The story.
    var text: String {
        let name = tale.acceptance.campaign.name
        var lines = ["\(tale.row.job.phoneNumber) (\(name), \(tale.row.job.callID)): \(headline)"]
        if !details.isEmpty { lines.append("  " + details.joined(separator: ", ")) }
        lines += events
        let record = RecordTimeline(tale)
        if let place = record.place { lines.append("record: \(place.text(\.clock))") }
        lines += record.shipping.map { "delivery: \($0.text(\.clock))" }
        return lines.map { $0.oneLine + "\n" }.joined()
    }

    private var headline: String {
        let row = tale.row
        guard row.attempts > 0 else { return row.phase }
        let besides = row.uncounted == 0 ? "" : ", and \(row.uncounted) that the trunk failed"
        return "\(row.phase), attempt \(row.attempts - row.uncounted) of \(row.maxAttempts)\(besides)"
    }

    private var details: [String] {
        let row = tale.row
        var details = row.callerID.map { ["ANI \($0)"] } ?? []
        if let reference = row.job.messageReference { details.append("reference \(reference)") }
        details += row.job.parameters.map { "\($0.key)=\($0.value)" }
        return details
    }

    private var events: [String] {
        var lines: [String] = []
        var day = SystemClock().wall.day
        for event in CallTimeline(tale).events {
            if event.at.day != day { lines.append(event.at.day) }
            day = event.at.day
            let space = String(repeating: " ", count: max(0, 10 - event.name.description.count))
            let head = "\(event.at.iso8601.dropFirst(11).dropLast(1))  \(event.name)\(space)"
            let words = event.words.map { $0.text(\.clock) }
            lines.append(words.first.map { "\(head)  \($0)" } ?? head.withoutSpace)
            lines += words.dropFirst().map { String(repeating: " ", count: 26) + $0 }
        }
        return lines
    }
}

extension String {
    fileprivate var withoutSpace: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
