import CallspoolCore
import CallspoolTesting
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import Dialers

@Suite("An Asterisk that fails loses no call, and dials none twice")
struct AsteriskOutageTests {
    private static let long = ManagerScript.answered(talk: .seconds(300))
    private static let ringing = ManagerScript.ringsOut(after: .seconds(300))

    /// A number that ends in 1 rings, any other is answered.
    private static let ringOrTalk: @Sendable (ManagerOrder) -> FakeManager.Fate = { order in
        .plays(order.number.hasSuffix("1") ? ringing : long)
    }

    /// The connection dies; a number that ends in 1 is placed before.
    private static let cutting: @Sendable (ManagerOrder) -> FakeManager.Fate = { order in
        .cuts(placed: order.number.hasSuffix("1") ? long : nil)
    }

    @Test(
        "one that does not talk is told once, refuses each call, and is used again when it does",
        arguments: [
            FakeManager.Manner.silent, .halfLine, .stranger, .refusing, .deaf,
        ]
    )
    func manners(manner: FakeManager.Manner) async throws {
        let clock = LookClock()
        try await AsteriskRig.run(manner: manner, times: AsteriskTimes(), clock: clock) { rig in
            try await clock.hurry(until: "it is tried more than once") { rig.server.connectionCount >= 3 }
            for index in Int32(1)...5 {
                let error = await #expect(throws: EngineError.self) {
                    try await rig.dialer.place(.sample(index: index))
                }
                #expect(error?.outcome == (manner == .refusing ? .notPermitted : .carrierError))
                if manner == .refusing { #expect(error?.message.contains("Authentication failed") == true) }
            }
            #expect(rig.notes.count == 1, "\(rig.notes)")
            #expect(!rig.notes.joined().contains("s3cret"))
            try await rig.recover(clock)
            let attempt = Attempt.sample(index: 9)
            try await rig.dialer.place(attempt)
            #expect(try await rig.awaitEnd(of: attempt).outcome == .answered)
            #expect(rig.server.placed.count == 1)
        }
    }

    @Test("nothing listens there: told once, and each call refused as the trunk's failure")
    func nothingListens() async throws {
        let server = try await FakeManager { _ in .ignored }
        let port = server.port
        try await server.stop()
        try await AsteriskRig.run(server, AsteriskRig.settings(port: port)) { rig in
            for index in Int32(1)...3 {
                let error = await #expect(throws: EngineError.self) {
                    try await rig.dialer.place(.sample(index: index))
                }
                #expect(error?.outcome == .carrierError)
            }
            #expect(rig.notes == ["asterisk at 127.0.0.1:\(port): it cannot be reached: nothing listens there"])
        }
    }

    @Test("calls in progress are followed further when the connection is lost and made again")
    func reconnect() async throws {
        try await AsteriskRig.run(fate: AsteriskRig.longCalls) { rig in
            let attempts = (Int32(1)...20).map { Attempt.sample(index: $0) }
            for attempt in attempts { try await rig.dialer.place(attempt) }
            try await rig.until("all answered") { rig.reports.count { $0.event == .connected } == 20 }
            rig.server.drop()
            await rig.dialer.awaitReturn()
            try await rig.until("a new connection") { rig.server.connectionCount == 2 }
            try await rig.until("it is back") { rig.notes.last?.contains("it is back") == true }
            for attempt in attempts { #expect(await rig.dialer.inquire(attempt) == .live) }
            for id in rig.server.live { rig.server.hangUp(id) }
            for attempt in attempts { #expect(try await rig.awaitEnd(of: attempt).outcome == .answered) }
            #expect(rig.reports.count == 20 * 3)
            #expect(rig.server.placed.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("what ended while nobody listened is lost when it had not been answered, and nothing is guessed")
    func endedUnheard() async throws {
        try await AsteriskRig.run(fate: AsteriskOutageTests.ringOrTalk) { rig in
            let (rings, talks) = (Attempt.sample(ending: "01", index: 1), Attempt.sample(ending: "02", index: 2))
            for attempt in [rings, talks] { try await rig.dialer.place(attempt) }
            try await rig.until("both in progress") { rig.reports.count == 3 }
            rig.server.crash()
            #expect(try await rig.awaitEnd(of: rings).outcome == .unknown)
            // That it was answered was seen; only when it was over is not known.
            #expect(try await rig.awaitEnd(of: talks).outcome == .answered)
            #expect(await rig.dialer.inquire(rings) == .unknown)
            #expect(rig.server.placed.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("a connection that dies when the Originate has come: followed if it was placed, else lost, never sent again")
    func cut() async throws {
        try await AsteriskRig.run(fate: AsteriskOutageTests.cutting) { rig in
            let placed = Attempt.sample(ending: "01", index: 1)
            try await rig.dialer.place(placed)
            try await rig.until("it is back") { rig.notes.last?.contains("it is back") == true }
            try await rig.until("its answer") { rig.story(of: placed).contains(.connected) }
            let lost = Attempt.sample(ending: "02", index: 2)
            try await rig.dialer.place(lost)
            #expect(try await rig.awaitEnd(of: lost).outcome == .unknown)
            rig.server.hangUp(placed.id)
            #expect(try await rig.awaitEnd(of: placed).outcome == .answered)
            #expect(rig.server.orders.map(\.id) == [placed.id, lost.id])
        }
    }

    @Test("one that is shut down: what rang failed, what was answered was, and calls after it are refused")
    func shutdown() async throws {
        try await AsteriskRig.run(fate: AsteriskOutageTests.ringOrTalk) { rig in
            let (rings, talks) = (Attempt.sample(ending: "01", index: 1), Attempt.sample(ending: "02", index: 2))
            for attempt in [rings, talks] { try await rig.dialer.place(attempt) }
            try await rig.until("both in progress") { rig.reports.count == 3 }
            rig.server.behave(.silent)
            rig.server.shutDown()
            #expect(try await rig.awaitEnd(of: rings).outcome == .carrierError)
            #expect(try await rig.awaitEnd(of: talks).outcome == .answered)
            let error = await #expect(throws: EngineError.self) { try await rig.dialer.place(.sample(index: 3)) }
            #expect(error?.outcome == .carrierError)
            #expect(rig.notes.first?.contains("it is shutting down") == true)
        }
    }

    @Test("one that falls silent in the middle is left, and its calls are settled")
    func fallsSilent() async throws {
        let clock = LookClock()
        try await AsteriskRig.run(times: AsteriskTimes(), clock: clock, fate: AsteriskRig.longCalls) { rig in
            let attempt = Attempt.sample()
            try await rig.dialer.place(attempt)
            try await rig.until("its answer") { rig.story(of: attempt).contains(.connected) }
            rig.server.behave(.deaf)
            try await clock.hurry(until: "it is left") { rig.notes.contains { $0.contains("it has fallen silent") } }
            try await rig.recover(clock)
            #expect(rig.end(of: attempt) == nil)
            rig.server.hangUp(attempt.id)
            #expect(try await rig.awaitEnd(of: attempt).outcome == .answered)
        }
    }

    @Test("a call of the previous run is found by its id and followed to its end; one that is gone is not known")
    func formerLife() async throws {
        let server = try await FakeManager { _ in .plays(AsteriskOutageTests.long) }
        let settings = AsteriskRig.settings(port: server.port)
        let (lives, gone) = (Attempt.sample(index: 1), Attempt.sample(index: 2))
        try await AsteriskRig.run(server, settings) { rig in
            for attempt in [lives, gone] { try await rig.dialer.place(attempt) }
            try await rig.until("both answered") { rig.reports.count { $0.event == .connected } == 2 }
        }
        server.hangUp(gone.id)
        try await AsteriskRig.run(server, settings) { rig in
            #expect(await rig.dialer.inquire(gone) == .unknown)
            #expect(await rig.dialer.inquire(lives) == .live)
            #expect(rig.story(of: lives) == [.connected])
            server.hangUp(lives.id)
            let end = try await rig.awaitEnd(of: lives)
            #expect(end.outcome == .answered)
        }
        try await server.stop()
    }

    @Test("after too long without a connection the calls are given up")
    func away() async throws {
        var times = AsteriskRig.times
        times.away = .milliseconds(500)
        try await AsteriskRig.run(times: times, fate: AsteriskRig.longRinging) { rig in
            let attempt = Attempt.sample()
            try await rig.dialer.place(attempt)
            try await rig.until("it rings") { rig.story(of: attempt) == [.ringing] }
            rig.server.behave(.silent)
            rig.server.drop()
            #expect(try await rig.awaitEnd(of: attempt).outcome == .unknown)
            #expect(await rig.dialer.inquire(attempt) == .unknown)
        }
    }

    @Test("an Originate that is taken and of which nothing comes is live until it is overdue, then lost")
    func swallowed() async throws {
        let clock = LookClock()
        let swallow: @Sendable (ManagerOrder) -> FakeManager.Fate = { _ in .ignored }
        try await AsteriskRig.run(times: AsteriskTimes(), clock: clock, fate: swallow) { rig in
            let attempt = Attempt.sample(campaignRef: CampaignRef(Campaign(name: "spring")))
            try await rig.dialer.place(attempt)
            #expect(await rig.dialer.inquire(attempt) == .live)
            try await clock.hurry(until: "it is overdue") { await rig.dialer.inquire(attempt) != .live }
            #expect(await rig.dialer.inquire(attempt) == .unknown)
            #expect(rig.dialer.sizes.calls == 0 && rig.reports.isEmpty)
        }
    }

    @Test("with TLS the server's certificate is verified", arguments: [true, false])
    func tls(isRight: Bool) async throws {
        let folder = Recording.fixtures + "/TLS/"
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(folder + "server.pem").map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: folder + "server.key", format: .pem))
            )
        )
        let encrypt: @Sendable (any Channel) throws -> Void = { channel in
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }
        let trusted = folder + (isRight ? "server.pem" : "other.pem")
        try await AsteriskRig.run(prepare: encrypt, certificates: trusted) { rig in
            let attempt = Attempt.sample()
            if isRight {
                try await rig.dialer.place(attempt)
                #expect(try await rig.awaitEnd(of: attempt).outcome == .answered)
            } else {
                await #expect(throws: EngineError.self) { try await rig.dialer.place(attempt) }
                #expect(rig.server.placed.isEmpty)
            }
        }
    }
}
