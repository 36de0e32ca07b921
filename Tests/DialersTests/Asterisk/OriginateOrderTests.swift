import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

@Suite("An attempt as Asterisk is told of it")
struct OriginateOrderTests {
    private var settings: AsteriskSettings {
        AsteriskSettings(username: "u", secret: .literal("s"), channel: "PJSIP/{number}@trunk")
    }

    private func attempt(
        _ number: String = "+16175550101",
        parameters: [Parameter] = [],
        campaign: [Parameter] = [],
        change: (inout Attempt) -> Void = { _ in }
    ) -> Attempt {
        var terms = Campaign(name: "spring")
        terms.parameters = campaign
        terms.startURL = "https://example.org/start?a=1,2"
        var attempt = Attempt.sample(number, index: 7, number: 2, campaignRef: CampaignRef(terms))
        attempt.callerID = "+16175550100"
        attempt.job.parameters = parameters
        change(&attempt)
        return attempt
    }

    private func lines(_ attempt: Attempt, _ settings: AsteriskSettings? = nil) throws -> [String] {
        let bytes = try OriginateOrder(attempt, settings ?? self.settings).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasSuffix("\r\n\r\n"))
        return text.split(separator: "\r\n").map(String.init)
    }

    @Test("the documented dialplan takes no URL apart: to IF() and ExecIf() a colon is the end of an argument")
    func documented() throws {
        let page = String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: "\(project)/docs/engines/asterisk.md")),
            as: UTF8.self
        )
        let lines = page.split(separator: "\n").filter { $0.contains("CALLSPOOL_START_URL") && $0.hasPrefix(" same") }
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { !$0.contains("${IF(") && !$0.contains("ExecIf(") }, "\(lines)")
    }

    @Test("no attempt's id is the beginning of another call's: Asterisk would refuse it while that one is live")
    func ids() {
        let ids = (Int32(0)...1200).map { AsteriskIDs(.sample(index: $0), isLocal: true) }
            .flatMap { [$0.channel, $0.other ?? ""] }
        // In order, what begins with an id comes right behind it; the halves of one pair may.
        let sorted = ids.sorted()
        for (id, next) in zip(sorted, sorted.dropFirst()) where next.hasPrefix(id) { #expect(next == id + "-b") }
    }

    @Test("every line of it")
    func whole() throws {
        let attempt = attempt(parameters: [Parameter(key: "first name", value: "Zoë")]) {
            $0.job.messageReference = "order-7"
            $0.job.postDial = "2"
        }
        #expect(
            try lines(attempt) == [
                "Action: Originate", "ActionID: k3v9qd-spring-k3v9qd-7-2", "Channel: PJSIP/+16175550101@trunk",
                "Context: callspool", "Exten: s", "Priority: 1", "Timeout: 30000", "CallerID: +16175550100",
                "ChannelId: k3v9qd-spring-k3v9qd-7-2", "Async: true", "Variable: CALLSPOOL_CALL_ID=spring-k3v9qd-7",
                "Variable: CALLSPOOL_ATTEMPT=2", "Variable: CALLSPOOL_CAMPAIGN=spring",
                "Variable: CALLSPOOL_NUMBER=+16175550101", "Variable: CALLSPOOL_DETECT=yes",
                "Variable: CALLSPOOL_REFERENCE=order-7",
                #"Variable: CALLSPOOL_START_URL=https://example.org/start?a=1\,2"#, "Variable: CALLSPOOL_POSTD=2",
                "Variable: CALLSPOOL_PARAM_first_name=Zoë",
            ]
        )
    }

    @Test(
        "a pair of Local channels gets both ids; digits go without their plus; an application goes instead of a place"
    )
    func variants() throws {
        var settings = settings
        settings.channel = "Local/{digits}@out/n"
        settings.answer = .application("Playback", data: "hello")
        let lines = try lines(attempt(), settings)
        #expect(lines.contains("Channel: Local/16175550101@out/n"))
        #expect(lines.contains("CallerID: 16175550100"))
        #expect(lines.contains("OtherChannelId: k3v9qd-spring-k3v9qd-7-2-b"))
        #expect(lines.contains("Application: Playback") && lines.contains("Data: hello"))
        #expect(!lines.contains { $0.hasPrefix("Context") })
    }

    @Test("what the campaign wants on answer is told apart from its parameters, and can break out no more than they")
    func answer() throws {
        var terms = Campaign(name: "spring")
        terms.answer = [Parameter(key: "play", value: #"a&b,c"d"#), Parameter(key: "x y", value: "1")]
        terms.parameters = [Parameter(key: "play", value: "other")]
        let lines = try lines(Attempt.sample(campaignRef: CampaignRef(terms)))
        let told = lines.filter { $0.contains("play") || $0.contains("x_y") }
        #expect(
            told == [
                #"Variable: CALLSPOOL_ANSWER_play=a&b\,c\"d"#, "Variable: CALLSPOOL_ANSWER_x_y=1",
                "Variable: CALLSPOOL_PARAM_play=other",
            ]
        )
        terms.answer = [Parameter(key: "play", value: "a\r\nAction: Command")]
        let broken = Attempt.sample(campaignRef: CampaignRef(terms))
        #expect(throws: EngineError.self) { try self.lines(broken) }
    }

    @Test("the number's own parameter goes before the campaign's of that name")
    func parameters() throws {
        let lines = try lines(
            attempt(
                parameters: [Parameter(key: "a", value: "own")],
                campaign: [
                    Parameter(key: "a", value: "general"), Parameter(key: "b", value: ""),
                ]
            )
        )
        #expect(lines.filter { $0.contains("PARAM_a=") } == ["Variable: CALLSPOOL_PARAM_a=own"])
        #expect(lines.contains("Variable: CALLSPOOL_PARAM_b="))
    }

    /// What might break out of a line, of a list of variables, or of a dial string.
    private static let hostile = [
        "a\r\nAction: Command", "a\nChannel: Local/1@b", "a\rb", "a\0b", "{x}", "a}b", "a,OTHER=1", "\"a\",b", "a\\,b",
        "^",
        "${SHELL(id)}", "$[1+1]", "a)", "(a", "[a,b", "'", ";", "&Local/2@b", "\u{85}x", "\u{2028}y",
    ]

    @Test("a hostile value is one value of one variable, or refused", arguments: hostile)
    func values(value: String) throws {
        let plain = try lines(attempt(parameters: [Parameter(key: "k", value: "v")]) { $0.job.messageReference = "r" })
        let hostile = attempt(parameters: [Parameter(key: "k", value: value)]) { $0.job.messageReference = value }
        guard !value.utf8.contains(where: { [0x0A, 0x0D, 0].contains($0) }) else {
            #expect(throws: EngineError.self) { try lines(hostile) }
            return
        }
        let written = try lines(hostile)
        #expect(written.count == plain.count)
        for name in ["CALLSPOOL_PARAM_k", "CALLSPOOL_REFERENCE"] {
            let line = try #require(written.first { $0.hasPrefix("Variable: \(name)=") })
            #expect(AsteriskVariables.split(String(line.dropFirst("Variable: ".count))) == ["\(name)=\(value)"])
        }
    }

    @Test("a hostile key makes the name of a variable of its own, without meaning", arguments: hostile)
    func keys(key: String) throws {
        let line = try #require(try lines(attempt(parameters: [Parameter(key: key, value: "v")])).last)
        let name = try #require(line.dropFirst("Variable: ".count).split(separator: "=").first)
        #expect(line.hasSuffix("=v") && name.hasPrefix("CALLSPOOL_PARAM_"))
        #expect(name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F })
    }

    @Test(
        "a hostile number or caller id is refused",
        arguments: hostile + ["", "16175550101", "+", "+1617 5550101", "+1x"]
    )
    func numbers(number: String) {
        #expect(throws: EngineError.self) { try lines(attempt(number)) }
        #expect(throws: EngineError.self) { try lines(attempt { $0.callerID = number }) }
    }

    @Test("what Asterisk would not read whole is refused: a long value, too many parameters")
    func tooMuch() {
        let long = Parameter(key: "k", value: String(repeating: "é", count: 500))
        #expect(throws: EngineError.self) { try lines(attempt(parameters: [long])) }
        let many = (1...128).map { Parameter(key: "k\($0)", value: "v") }
        #expect(throws: EngineError.self) { try lines(attempt(parameters: many)) }
    }
}

/// How Asterisk splits the value of `Variable`, told by its documentation of `Originate` and of `AST_STANDARD_APP_ARGS`: at
/// commas that are in no quotes, parentheses or brackets; a backslash takes the next character as it is.
enum AsteriskVariables {
    static func split(_ text: String) -> [String] {
        var parts = [""]
        var (parens, brackets, isQuoted, isLiteral) = (0, 0, false, false)
        for character in text.unicodeScalars {
            if isLiteral {
                parts[parts.count - 1].unicodeScalars.append(character)
                isLiteral = false
                continue
            }
            switch character {
            case "\\": isLiteral = true
            case "\"": isQuoted.toggle()
            case ",":
                if parens == 0, brackets == 0, !isQuoted { parts.append("") } else { fallthrough }
            default:
                if character == "(" { parens += 1 }
                if character == ")" { parens = max(0, parens - 1) }
                if character == "[" { brackets += 1 }
                if character == "]" { brackets = max(0, brackets - 1) }
                parts[parts.count - 1].unicodeScalars.append(character)
            }
        }
        return parts
    }
}
