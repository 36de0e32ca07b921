import CallspoolCore
import Spool

extension CampaignLag {
    /// What waits, since when, and why: a sentence each.
    func sentences(_ now: Timestamp) -> [String] {
        var sentences: [String] = []
        if let since = untold.since, let age = untold.age(now) {
            let what = untold.count == 1 ? "1 status is" : "\(untold.count.grouped) statuses are"
            sentences.append("\(what) not in the results yet, the oldest since \(since.clock) (\(age.words))")
        }
        if let since = unshipped.since, let age = unshipped.age(now) {
            var words = "\(unshipped.count.counted("record")) not shipped yet"
            words += ", the oldest since \(since.clock) (\(age.words))"
            if let nextTry { words += "; next try \(nextTry.at.clock), after: \(nextTry.why)" }
            sentences.append(words)
        }
        return sentences
    }
}

extension Duration {
    /// About how long, in its largest unit: `40 s`, `5 min`, `3 h`, `2 days`.
    var words: String {
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<90: return "\(seconds) s"
        case ..<5400: return "\((seconds + 30) / 60) min"
        case ..<129_600: return "\((seconds + 1800) / 3600) h"
        default: return "\((seconds + 43_200) / 86_400) days"
        }
    }
}
