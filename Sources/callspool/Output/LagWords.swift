import CallspoolCore
import Presentation
import Spool

extension CampaignLag {
    /// What waits, since when, and why: a sentence each.
    func sentences(_ now: Timestamp) -> [String] {
        var sentences: [String] = []
        if let since = unreported.since, let age = unreported.age(now) {
            let what = unreported.count == 1 ? "1 status is" : "\(unreported.count.grouped) statuses are"
            sentences.append("\(what) not in the results yet, the oldest since \(since.clock) (\(age.words))")
        }
        if let since = unshipped.since, let age = unshipped.age(now) {
            var words = "\(unshipped.count.counted("record")) not shipped yet"
            words += ", the oldest since \(since.clock) (\(age.words))"
            if let nextTry {
                // One that is due and not made waits for its host, or for a program.
                let when = nextTry.at > now ? nextTry.at.clock : "when its host is tried again"
                words += "; next try \(when), after: \(nextTry.why)"
            }
            sentences.append(words)
        }
        return sentences
    }
}
