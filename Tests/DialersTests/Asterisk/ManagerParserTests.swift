import Testing

@testable import Dialers

@Suite("The manager interface's messages")
struct ManagerParserTests {
    private let greeting = "Asterisk Call Manager/11.0.0\r\n"

    private func messages(_ text: String) throws -> [ManagerMessage] {
        var parser = ManagerParser()
        parser.append(text.utf8)
        var messages: [ManagerMessage] = []
        while let message = try parser.next() { messages.append(message) }
        return messages
    }

    @Test("values keep their colons and lose the space in front; keys are found in any case; the first of two counts")
    func fields() throws {
        let message = try #require(
            try messages(greeting + "Event: Cdr\r\nUniqueID: a:b: c\r\nEmpty: \r\nNone:\r\nuniqueid: x\r\n\r\n").first
        )
        #expect(message["Uniqueid"] == "a:b: c")
        #expect(message["Empty"] == "" && message["None"] == "" && message["Other"] == nil)
        #expect(message.fields.count == 5)
    }

    @Test("lines may end with a line feed alone, and empty ones between messages are nothing")
    func lineEnds() throws {
        let all = try messages(greeting + "\r\n\n\r\nResponse: Success\nActionID: a\n\nEvent: B\r\n\r\n\r\n")
        #expect(all.map { $0["ActionID"] ?? $0["Event"] } == ["a", "B"])
    }

    @Test(
        "a greeting of something else is told, also one without an end",
        arguments: [
            "SSH-2.0-OpenSSH_9.2p1\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "\r\n", String(repeating: "x", count: 300),
        ]
    )
    func stranger(text: String) {
        #expect(throws: ManagerParser.Fault.self) { try messages(text) }
    }

    @Test("a message without an end is not waited for without end")
    func endless() throws {
        var parser = ManagerParser()
        parser.append(greeting.utf8)
        _ = try parser.next()
        #expect(throws: ManagerParser.Fault.tooLong) {
            for _ in 0..<2_000 {
                parser.append(Array(repeating: 0x41, count: 1_000))
                _ = try parser.next()
            }
        }
        #expect(parser.held <= ManagerParser.longest + 2_000)
    }

    @Test("what was taken is not kept")
    func growth() throws {
        var parser = ManagerParser()
        parser.append(greeting.utf8)
        for _ in 0..<1_000 {
            parser.append("Event: A\r\nUniqueid: b\r\n\r\nEvent: C\r\n".utf8)
            while try parser.next() != nil {}
            #expect(parser.held < 200)
        }
    }
}
