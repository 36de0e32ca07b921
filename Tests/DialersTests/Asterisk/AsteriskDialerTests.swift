import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("Asterisk as a dialer")
struct AsteriskDialerTests {
    private static let byEnding: @Sendable (ManagerOrder) -> FakeManager.Fate = { order in
        switch order.number.suffix(2) {
        case "00": .plays(.answered(detection: ("MACHINE", "MAXWORDS-3-2")))
        case "20": .plays(.busy)
        case "21": .plays(.ringsOut(after: .milliseconds(50)))
        case "22": .noChannel
        default: .refused("Permission denied")
        }
    }

    @Test("calls are told as they go: ringing, answered, over; by whom, and why not")
    func calls() async throws {
        try await AsteriskRig.run(fate: AsteriskDialerTests.byEnding) { rig in
            let attempts = ["00", "20", "21", "22", "23"].enumerated()
                .map { place, digits in
                    Attempt.sample(ending: digits, index: Int32(place + 1))
                }
            for attempt in attempts { try await rig.dialer.place(attempt) }
            var ends: [AttemptEnd] = []
            for attempt in attempts { ends.append(try await rig.awaitEnd(of: attempt)) }
            #expect(ends.map(\.outcome) == [.answered, .busy, .noAnswer, .engineError, .engineError])
            #expect(ends[0].calleeType == .answeringmachine)
            #expect(
                rig.story(of: attempts[0]).count == 3 && rig.story(of: attempts[0]).prefix(2) == [.ringing, .connected]
            )
            #expect(ends[1].codes == EngineCodes(sipStatus: 486, q850Cause: 17, engineCause: "User busy"))
            #expect(ends[4].codes.engineCause == "Permission denied")
            #expect(rig.dialer.sizes.calls == 0 && rig.dialer.sizes.channels == 0)
            #expect(rig.notes.isEmpty)
        }
    }

    @Test("a plain login is taken too")
    func plain() async throws {
        try await AsteriskRig.run(login: .plain) { rig in
            let attempt = Attempt.sample()
            try await rig.dialer.place(attempt)
            #expect(try await rig.awaitEnd(of: attempt).outcome == .answered)
        }
    }

    @Test("as many as the window holds are in progress, the others wait")
    func window() async throws {
        try await AsteriskRig.run(window: 3) { rig in
            rig.server.hold(true)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in Int32(1)...20 { group.addTask { try await rig.dialer.place(.sample(index: index)) } }
                try await rig.until("three in progress") { rig.server.orders.count == 3 }
                rig.server.hold(false)
                try await group.waitForAll()
            }
            try await rig.until("all ends") { rig.reports.count { $0.isEnd } == 20 }
            #expect(rig.server.mostOnTheirWay == 3)
            #expect(rig.server.placed.count == 20 && rig.server.placed.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("an attempt that is in progress is not sent again, and one whose id the server knows already is not a call")
    func twice() async throws {
        try await AsteriskRig.run(fate: AsteriskRig.longCalls) { rig in
            let attempt = Attempt.sample()
            try await rig.dialer.place(attempt)
            await #expect(throws: EngineError.self) { try await rig.dialer.place(attempt) }
            try await rig.until("its channel") { rig.server.liveCount == 1 }
            try await AsteriskRig.run(rig.server, AsteriskRig.settings(port: rig.server.port)) { other in
                await #expect(throws: EngineError.self) { try await other.dialer.place(attempt) }
            }
            #expect(rig.end(of: attempt) == nil && rig.server.orders.count == 1)
        }
    }

    @Test("a flood of events, and answers for calls that are not ours, harm nothing and leave nothing behind")
    func flood() async throws {
        try await AsteriskRig.run { rig in
            let foreign = (0..<2_000).map { "Event: Newexten\r\nUniqueid: 1.\($0)\r\nAppData: x\r\n\r\n" }.joined()
            let answers = (0..<200)
                .map { index in
                    "Event: OriginateResponse\r\nActionID: other-\(index)\r\nResponse: Failure\r\nReason: 0\r\n"
                        + "Uniqueid: <unknown>\r\n\r\nResponse: Error\r\nActionID: other-\(index)\r\nMessage: no\r\n\r\n"
                }
            let first = Attempt.sample(index: 1)
            try await rig.dialer.place(first)
            _ = try await rig.awaitEnd(of: first)
            for _ in 0..<10 { rig.server.send(foreign + answers.joined()) }
            let last = Attempt.sample(index: 2)
            try await rig.dialer.place(last)
            #expect(try await rig.awaitEnd(of: last).outcome == .answered)
            #expect(rig.reports.count { $0.isEnd } == 2)
            #expect(rig.dialer.sizes.calls == 0 && rig.dialer.sizes.channels == 0)
        }
    }

    @Test("a thousand calls are held at once, and nothing is left when they are over")
    func many() async throws {
        try await AsteriskRig.run(fate: AsteriskRig.longCalls) { rig in
            for index in Int32(1)...1_000 { try await rig.dialer.place(.sample(index: index)) }
            try await rig.until("all answered") { rig.reports.count { $0.event == .connected } == 1_000 }
            #expect(rig.dialer.sizes.calls == 1_000 && rig.dialer.sizes.channels == 1_000)
            for id in rig.server.live { rig.server.hangUp(id) }
            try await rig.until("all ends") { rig.reports.count { $0.isEnd } == 1_000 }
            #expect(rig.dialer.sizes.calls == 0 && rig.dialer.sizes.channels == 0)
        }
    }
}

extension AttemptReport {
    /// Whether it tells an end.
    var isEnd: Bool {
        if case .ended = event { true } else { false }
    }
}
