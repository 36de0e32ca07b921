import CallspoolCore
import Testing

@testable import Dialers

@Suite("Who answered, as the dialplan tells it")
struct DetectionTests {
    @Test(
        "AMD's words are kept as they are, without a blank where it gives no cause",
        arguments: [
            ("MACHINE", "MAXWORDS-3-2", "MACHINE MAXWORDS-3-2"), ("HANGUP", "", "HANGUP"), ("HUMAN", nil, "HUMAN"),
            ("", "", nil),
        ] as [(String, String?, String?)]
    )
    func words(status: String, cause: String?, words: String?) {
        var detection = Detection()
        detection.set("AMDSTATUS", status)
        if let cause { detection.set("AMDCAUSE", cause) }
        #expect(detection.words == words)
    }
}
