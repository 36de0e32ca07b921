import CallspoolCore
import CallspoolTesting
import Testing

@testable import Dialers

@Suite("FreeSWITCH as a server that fails")
struct FreeSWITCHTests {
    private func attempt(_ digits: String, _ index: Int32) -> Attempt {
        .sample("+161755501\(digits)", index: index)
    }

    @Test("calls of every fate end once, as they should, and each is placed once")
    func fates() async throws {
        let fates = try Fates()
        try await FreeSWITCHRig.run(fates) { rig in
            let wanted: [(String, Outcome)] = [
                ("00", .answered), ("10", .answered), ("20", .busy), ("21", .noAnswer), ("27", .invalidNumber),
                ("28", .congestion), ("40", .engineError), ("41", .congestion), ("42", .engineError),
            ]
            let attempts = wanted.enumerated().map { attempt($1.0, Int32($0 + 1)) }
            for attempt in attempts { try await rig.dialer.place(attempt) }
            try await rig.waitForEnds(attempts)
            for (attempt, want) in zip(attempts, wanted) { #expect(rig.end(of: attempt)?.outcome == want.1) }
            #expect(rig.server.placed.values.allSatisfy { $0 == 1 } && rig.server.placed.count == attempts.count)
            #expect(rig.words.isEmpty)
        }
    }

    @Test("a connection that breaks loses no call: those that go on are heard to their end")
    func dropped() async throws {
        let script = try Recordings.script("T0-sofia-answer", speed: 1)
        try await FreeSWITCHRig.run(.all(.plays(script))) { rig in
            rig.server.holdEnds()
            let attempts = (1...20).map { attempt("00", $0) }
            for attempt in attempts { try await rig.dialer.place(attempt) }
            try await rig.wait("all answered") { $0.reports.count { $0.event == .connected } == 20 }
            rig.server.drop()
            #expect(await rig.dialer.inquire(attempts[0]) == .live)
            try await rig.wait("the new connection") { $0.words.count == 2 }
            rig.server.letEnd()
            try await rig.waitForEnds(attempts)
            for attempt in attempts { #expect(rig.end(of: attempt)?.outcome == .answered) }
            #expect(rig.server.placed.values.allSatisfy { $0 == 1 })
            #expect(rig.words.count == 2, "\(rig.words)")
        }
    }

    @Test("a server that has crashed knows its calls no more: they are unknown, and not placed again")
    func crashed() async throws {
        let script = try Recordings.script("T0-sofia-answer", speed: 1)
        try await FreeSWITCHRig.run(.all(.plays(script))) { rig in
            rig.server.holdEnds()
            let attempts = (1...20).map { attempt("00", $0) }
            for attempt in attempts { try await rig.dialer.place(attempt) }
            try await rig.wait("ringing") { $0.reports.count >= 20 }
            rig.server.crash()
            try await rig.waitForEnds(attempts)
            for attempt in attempts { #expect(rig.end(of: attempt)?.outcome == .unknown) }
            #expect(rig.server.placed.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("one that shuts down says how its calls ended, and is worked with again when it is back")
    func shutDown() async throws {
        let script = try Recordings.script("T0-sofia-answer")
        let farewell = try Recordings.script("T0-sofia-noanswer", speed: 50, cause: "SYSTEM_SHUTDOWN")
        try await FreeSWITCHRig.run(.all(.plays(script))) { rig in
            rig.server.holdEnds()
            let first = attempt("00", 1)
            try await rig.dialer.place(first)
            try await rig.wait("ringing") { !$0.reports.isEmpty }
            rig.server.shutDown(farewell)
            try await rig.waitForEnds([first])
            let end = rig.end(of: first)
            #expect(end?.outcome == .engineError || end?.outcome == .answered)
            #expect(end?.codes.engineCause == "SYSTEM_SHUTDOWN")
            try await rig.wait("the new connection") { $0.words.count == 2 }
            let second = attempt("00", 2)
            try await rig.dialer.place(second)
            try await rig.wait("the new call") { $0.server.placed[second.id] == 1 }
        }
    }

    @Test("a connection that dies at a command leaves the call followed, if it was placed, or unknown, if it was not")
    func cutAtCommand() async throws {
        let fates = try Fates(speed: 1)
        try await FreeSWITCHRig.run(fates) { rig in
            rig.server.holdEnds()
            let (placed, unplaced) = (attempt("43", 1), attempt("44", 2))
            try await rig.dialer.place(placed)
            try await rig.wait("the new connection") { $0.words.count == 2 }
            try await rig.dialer.place(unplaced)
            try await rig.waitForEnds([unplaced])
            try await rig.wait("the connection after it") { $0.words.count == 4 }
            rig.server.letEnd()
            try await rig.waitForEnds([placed])
            #expect(rig.end(of: placed)?.outcome == .answered)
            #expect(rig.end(of: unplaced)?.outcome == .unknown)
            #expect(rig.server.placed == [placed.id: 1, unplaced.id: 1])
        }
    }

    @Test("a refused login refuses each attempt with the server's words, says so once, and ends nothing else")
    func refusedLogin() async throws {
        try await FreeSWITCHRig.run(secret: "wrong", .all(.fails("-ERR NONE"))) { rig in
            for index in 1...3 {
                let error = await #expect(throws: EngineError.self) {
                    try await rig.dialer.place(attempt("00", Int32(index)))
                }
                #expect(error?.outcome == .notPermitted)
                #expect(error?.message.contains("-ERR invalid") == true)
                #expect(error?.message.contains("wrong") == false)
            }
            try await rig.wait("the word") { !$0.words.isEmpty }
            #expect(rig.words.count == 1)
            #expect(rig.server.placed.isEmpty)
        }
    }

    @Test("a server that is not there refuses each attempt as a carrier error, says so once, and knows nothing")
    func absent() async throws {
        try await FreeSWITCHRig.run(.all(.fails(""))) { rig in
            try await rig.wait("a connection") { $0.server.connectionCount == 1 }
            try await rig.server.stop()
            try await rig.wait("its end") { !$0.words.isEmpty }
            let error = await #expect(throws: EngineError.self) { try await rig.dialer.place(attempt("00", 1)) }
            #expect(error?.outcome == .carrierError)
            #expect(await rig.dialer.inquire(attempt("00", 1)) == .unknown)
        }
    }

    @Test("duplicate ids, events of others and a flood of them change nothing")
    func flood() async throws {
        let fates = try Fates(speed: 2)
        let strange = try Recordings.recording("10-loopback-answer").blocks.filter { $0.event != nil }.flatMap(\.bytes)
        try await FreeSWITCHRig.run(fates) { rig in
            let attempts = (1...10).map { attempt("00", $0) }
            for attempt in attempts { try await rig.dialer.place(attempt) }
            for _ in 0..<40 { rig.server.send(strange) }
            try await rig.waitForEnds(attempts)
            for attempt in attempts { #expect(rig.end(of: attempt)?.outcome == .answered) }
            #expect(rig.reports.count == 30)
        }
    }

    @Test("an id that is taken is the same call: it is followed, and not placed twice")
    func duplicate() async throws {
        let script = try Recordings.script("T0-sofia-answer", speed: 1)
        try await FreeSWITCHRig.run(.all(.plays(script))) { rig in
            rig.server.holdEnds()
            let attempt = attempt("00", 1)
            try await rig.dialer.place(attempt)
            try await rig.dialer.place(attempt)
            rig.server.letEnd()
            try await rig.waitForEnds([attempt])
            #expect(rig.end(of: attempt)?.outcome == .answered)
        }
    }

    @Test("a call of the previous run is followed to its end")
    func adopted() async throws {
        let script = try Recordings.script("T0-sofia-answer", speed: 1)
        let attempt = attempt("00", 1)
        try await FreeSWITCHRig.run(.all(.plays(script))) { rig in
            rig.server.holdEnds()
            try await rig.dialer.place(attempt)
            try await rig.wait("its placing") { $0.server.liveCount == 1 }
            var settings = FreeSWITCHSettings.sample
            settings.port = rig.server.port
            let heir = try HeirRig(settings)
            try await heir.run { heir in
                #expect(await heir.dialer.inquire(attempt) == .live)
                rig.server.letEnd()
                try await rig.waitForEnds([attempt])
                try await rig.wait("the heir's end") { _ in heir.reports.contains { $0.key == attempt.key } }
            }
        }
    }

    @Test("the doctor finds what is so, and places nothing")
    func findings() async throws {
        try await FreeSWITCHRig.run(.all(.fails(""))) { rig in
            let findings = await rig.dialer.findings()
            #expect(findings.allSatisfy { $0.weight == .fine } && findings.count == 4, "\(findings)")
            #expect(rig.server.placed.isEmpty)
            var settings = FreeSWITCHSettings.sample
            settings.port = rig.server.port
            settings.dial = "sofia/gateway/other/{number}"
            try await HeirRig(settings)
                .run { heir in
                    #expect(await heir.dialer.findings().last?.words.contains("no gateway `other`") == true)
                }
        }
        try await FreeSWITCHRig.run(secret: "wrong", .all(.fails(""))) { rig in
            let findings = await rig.dialer.findings()
            #expect(findings.map(\.weight) == [.fault])
            #expect(findings.first?.words.contains("-ERR invalid") == true)
        }
        #expect(
            FreeSWITCHStatus("0 session(s) per Sec out of max 30, peak 4\n1000 session(s) max\n")?.finding.weight
                == .warning
        )
    }

    @Test("many more attempts than the window are all placed, and no more than it are unconfirmed")
    func window() async throws {
        let fates = try Fates(speed: 1000)
        try await FreeSWITCHRig.run(window: 3, fates) { rig in
            let attempts = (1...500).map { attempt(["00", "20", "21"][Int($0) % 3], $0) }
            await withTaskGroup(of: Void.self) { group in
                for attempt in attempts {
                    group.addTask { await #expect(throws: Never.self) { try await rig.dialer.place(attempt) } }
                }
            }
            try await rig.waitForEnds(attempts)
            #expect(rig.server.placed.count == 500 && rig.server.placed.values.allSatisfy { $0 == 1 })
        }
    }
}
