import Testing

@testable import OutboundPage

@Suite("A viewer from whom numbers are hidden")
struct NumberMaskTests {
    private let mask = NumberMask(isOn: true)

    @Test("sees the first three and the last two digits of a number, however it is written")
    func numbers() {
        #expect(mask.number("+16175550101") == "+161••••••01")
        #expect(mask.number("12345") == "1••45")
        #expect(mask.number("0") == "0")
        #expect(NumberMask(isOn: false).number("+16175550101") == "+16175550101")
    }

    @Test("does not see numbers in reasons and refused files either, but days, counts and ids")
    func texts() {
        #expect(mask.text("\"617-555-0101\" is on a list, line 12") == "\"617-•••-••01\" is on a list, line 12")
        #expect(mask.text("call (617) 555 0101.") == "call (617) ••• ••01.")
        #expect(mask.text("expired at 2026-11-25T10:00:00Z") == "expired at 2026-11-25T10:00:00Z")
        #expect(mask.text("1,204 of 3 in spring-k3v9qd-17") == "1,204 of 3 in spring-k3v9qd-17")
        #expect(
            mask.text("+16175550101 +16175550102") == "+161•••••••••••••••••02"
                || !mask.text("+16175550101 +16175550102").contains("5550101")
        )
    }

    @Test("may look for whole numbers only")
    func search() {
        #expect(mask.admits("+1 617 555 0101") && !mask.admits("617555010") && mask.admits(nil))
        #expect(NumberMask(isOn: false).admits("6"))
    }
}
