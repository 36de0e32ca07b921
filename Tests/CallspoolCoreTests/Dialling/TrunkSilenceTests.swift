import Testing

@testable import CallspoolCore

@Suite("Whether anybody is at a trunk's far end")
struct TrunkSilenceTests {
    private let now = Timestamp(seconds: 1_795_000_000)

    @Test("is open after one silent call or two, and the trunk's own fault from the third in a row")
    func inARow() {
        var silence = TrunkSilence()
        for serial in 0..<5 { silence.placed(serial) }
        #expect((0..<5).map { silence.fellSilent($0, now) } == [.open, .open, .trunks, .trunks, .trunks])
    }

    @Test("a sign of the far end after a silent call was placed makes it the callee's, and the count begins again")
    func sign() {
        var silence = TrunkSilence()
        for serial in 0..<4 { silence.placed(serial) }
        #expect(silence.fellSilent(0, now) == .open)
        silence.heard(3, placed: 4, now)
        #expect(silence.inARow == 0)
        #expect(silence.fellSilent(1, now) == .callees)
        silence.placed(4)
        #expect(silence.fellSilent(4, now) == .open)
    }

    @Test("what is open is decided five seconds after the last call that could have brought word, and no sooner")
    func patience() {
        var silence = TrunkSilence()
        silence.placed(0)
        silence.placed(1)
        _ = silence.fellSilent(0, now)
        #expect(silence.patienceEnds == nil)
        silence.left(1, now + .seconds(20))
        #expect(silence.patienceEnds == now + .seconds(25))
        silence.placed(2)
        #expect(silence.patienceEnds == nil)
    }
}
