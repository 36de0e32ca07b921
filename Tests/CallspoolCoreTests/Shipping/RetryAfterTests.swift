import CallspoolCore
import Testing

@Suite("Retry-After")
struct RetryAfterTests {
    private let date = Timestamp(seconds: 784_111_777)

    @Test(
        "The three forms of an HTTP date are one instant",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ]
    )
    func dates(text: String) {
        #expect(RetryAfter(text) == .date(date))
    }

    @Test("A number is seconds from the answer on")
    func seconds() {
        #expect(RetryAfter("120") == .wait(.seconds(120)))
        #expect(RetryAfter(" 0") == .wait(.zero))
    }

    @Test(
        "Anything else is nothing",
        arguments: [
            "", "soon", "-5", "12x", "1e9", "99999999999999999999", "Sun, 06 Nov 1994", "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 28:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT", "٣",
        ]
    )
    func nonsense(text: String) {
        #expect(RetryAfter(text) == nil)
    }

    @Test("A date is reckoned on the machine's clock, and one that has passed is not a wait")
    func waits() {
        #expect(RetryAfter.date(date).wait(from: date - .seconds(30)) == .seconds(30))
        #expect(RetryAfter.date(date).wait(from: date + .seconds(30)) == .zero)
        #expect(RetryAfter.wait(.seconds(7)).wait(from: date) == .seconds(7))
    }
}
