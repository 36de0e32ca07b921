import CallspoolCore
import Testing

@testable import Dialers

@Suite("What Asterisk 22.10.1 said becomes the right record")
struct AsteriskRecordingTests {
    @Test("print")
    func all() throws {
        for name in try Recording.names {
            let replay = try Replay(Recording(name))
            for (originate, story) in replay.stories {
                print("ROW", name, originate.ids.action, originate.channel, story.end.map { "\($0.outcome.rawValue) \($0.calleeType.rawValue) \($0.codes.sipStatus ?? -1) \($0.codes.q850Cause ?? -1) [\($0.codes.engineCause ?? "-")]" } ?? "NONE", story.ringing ?? -1, story.answered ?? -1, story.ended ?? -1, story.ends, story.isOrdered)
            }
        }
    }
}
