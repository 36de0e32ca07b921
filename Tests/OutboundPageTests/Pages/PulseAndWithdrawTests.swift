import CallspoolCore
import CallspoolTesting
import Foundation
import HTTPTypes
import Spool
import Testing

@testable import OutboundPage

@Suite("What every page says of the program, and of files that wait")
struct PulseAndWithdrawTests {
    private func killedRig() async throws -> PageRig {
        let rig = try PageRig.withPeople()
        try await rig.take("spring", "campaign: spring\nnumbers: [+16175550101, +16175550102]\n")
        try rig.happen("spring", .dialing(index: 1, attempt: 1, callerID: nil))
        AliveFile(rig.layout, on: rig.disk, process: 1).beat(rig.clock.wall - .seconds(60))
        try rig.server.parts.look()
        return rig
    }

    @Test("A program that was killed is told at the head of each page and by /healthz, and nothing seems to be dialled")
    func killed() async throws {
        let rig = try await killedRig()
        try await rig.test { client in
            let otto = try await client.person("otto")
            for path in ["/", "/pending", "/campaigns/spring"] {
                let page = try await client.get(path, as: otto).body
                #expect(page.contains("id=\"trouble\"") && page.contains("nothing is running since "), "\(path)")
            }
            let page = try await client.get("/campaigns/spring", as: otto).body
            #expect(page.contains("interrupted") && !page.contains("dialling"))
            #expect(page.contains("in progress when the program ended"))
            let health = try await client.get("/healthz")
            #expect(health.status == .serviceUnavailable && health.body.hasPrefix("nothing is running since "))
        }
    }

    @Test("Where a program is running, or left in order, nothing of the kind is told", arguments: [true, false])
    func well(isRunning: Bool) async throws {
        let rig = try await killedRig()
        let lock = isRunning ? try SpoolLock(rig.layout.lock) : nil
        defer { withExtendedLifetime(lock) {} }
        if !isRunning { AliveFile(rig.layout, on: rig.disk, process: 1).end() }
        try rig.server.parts.look()
        try await rig.test { client in
            #expect(try await client.get("/healthz").body == "ok\n")
            let page = try await client.get("/", as: client.person("otto")).body
            #expect(!page.contains("nothing is running") && page.contains("dialling") == isRunning)
        }
    }

    @Test("A file that waits is shown, and can be withdrawn by an operator, whose name is beside it in rejected/ then")
    func withdraw() async throws {
        let rig = try PageRig.withPeople()
        try rig.write("incoming/first.yaml", "campaign: oops\nnumbers: [+16175550101]\n")
        try await rig.test { client in
            let otto = try await client.person("otto")
            #expect(try await client.get("/", as: otto).body.contains("1 file to be picked up at "))
            #expect(try await client.get("/when?number=6175550101", as: otto).body.contains("It is in first.yaml"))
            let vera = try await client.person("vera")
            #expect(try await !client.get("/pending", as: vera).body.contains("/pending/first.yaml/withdraw"))
            #expect(try await client.post("/pending/first.yaml/withdraw", as: vera).status == .forbidden)
            let pending = try await client.get("/pending", as: otto).body
            #expect(pending.contains("campaign oops") && pending.contains("/pending/first.yaml/withdraw"))
            let ask = try await client.get("/pending/first.yaml/withdraw", as: otto).body
            #expect(ask.contains("none of its numbers is called") && ask.contains("id=\"confirm\""))
            #expect(try await client.post("/pending/first.yaml/withdraw", as: otto).body.contains("nobody was called"))
            #expect(try await client.post("/pending/first.yaml/withdraw", as: otto).status == .conflict)
        }
        #expect(try rig.files("incoming") == [])
        let why = String(decoding: try rig.disk.contents(rig.layout.rejected + "/first.yaml.why") ?? [], as: UTF8.self)
        #expect(why.contains("stop by otto, on the page"), "\(why)")
    }
}
