import CallspoolCore
import Foundation
import HTTPTypes
import Spool
import Testing

@testable import OutboundPage

@Suite("Stop, suspend, resume and cancel")
struct ActTests {
    @Test("Beforehand it is said what can still be stopped and what will still complete; nothing is written by looking")
    func before() async throws {
        let rig = try PageRig.withPeople()
        try await rig.take("spring", "campaign: spring\nnumbers: [+16175550101, +16175550102, +16175550103]\n")
        try rig.happen("spring", .dialing(index: 1, attempt: 1, callerID: nil))
        let id = try (rig.id(1, of: "spring"), rig.id(2, of: "spring"))
        try await rig.test { client in
            let otto = try await client.person("otto")
            let stop = try await client.get("/campaigns/spring/stop", as: otto).body
            #expect(stop.contains("2 calls not yet dialled can still be stopped"))
            #expect(stop.contains("1 call in progress will still complete"))
            #expect(stop.contains("The dialler is not running"))
            #expect(
                try await client.get("/campaigns/spring/calls/\(id.1)/cancel", as: otto).body.contains("id=\"confirm\"")
            )
            let late = try await client.get("/campaigns/spring/calls/\(id.0)/cancel", as: otto).body
            #expect(late.contains("It cannot be canceled any more: it is dialing.") && !late.contains("id=\"confirm\""))
            #expect(
                try await client.get("/all/suspend", as: otto).body.contains("2 calls not yet dialled will be held")
            )
        }
        #expect(try rig.files("control") == [])
    }

    @Test("A request is a file in control/ with the person's name in it, and nothing else of the spool is written")
    func writes() async throws {
        let rig = try PageRig.withPeople()
        try await rig.take("spring", "campaign: spring\nnumbers: [+16175550101]\n")
        let id = try rig.id(1, of: "spring")
        let before = try rig.files("").filter { !$0.hasPrefix("control/") }
        let journal = try rig.disk.contents(rig.layout.campaign("spring").journal)
        try await rig.test { client in
            let otto = try await client.person("otto")
            for path in ["/campaigns/spring/suspend", "/campaigns/spring/calls/\(id)/cancel", "/all/resume"] {
                let answer = try await client.post(path, as: otto)
                #expect(answer.status == .ok && answer.body.contains("carried out at the next tick"), "\(path)")
            }
        }
        #expect(try rig.files("control") == ["all.resume", "spring.suspend", "\(id).cancel"].sorted())
        let words = try rig.disk.contents(rig.layout.control + "/spring.suspend") ?? []
        #expect(String(decoding: words, as: UTF8.self) == "otto, on the page\n")
        #expect(try rig.files("").filter { !$0.hasPrefix("control/") } == before)
        #expect(try rig.disk.contents(rig.layout.campaign("spring").journal) == journal)
    }

    @Test("A campaign called `all`, of before the word was reserved, cannot be stopped by itself, nor stop the others")
    func reserved() async throws {
        let rig = try PageRig.withPeople()
        try await rig.take("old", "campaign: old\nnumbers: [+16175550101]\n")
        try rig.disk.rename(rig.layout.campaign("old").path, to: rig.layout.campaign("all").path)
        try await rig.test { client in
            let otto = try await client.person("otto")
            let answer = try await client.post("/campaigns/all/stop", as: otto)
            #expect(answer.status == .conflict && answer.body.contains("means every campaign"))
        }
        #expect(try rig.files("control") == [])
    }

    @Test("There is nothing to do to a campaign that is over, or that is not there")
    func over() async throws {
        let rig = try PageRig.withPeople()
        try await rig.take("spring", "campaign: spring\nnumbers: [+16175550101]\n")
        try rig.attempt(1, of: "spring", .answered, .final(.completed))
        try rig.happen("spring", .finished)
        try await rig.test { client in
            let otto = try await client.person("otto")
            #expect(!(try await client.get("/campaigns/spring", as: otto).body.contains("/campaigns/spring/stop")))
            #expect(try await client.post("/campaigns/spring/stop", as: otto).status == .conflict)
            for name in ["winter", "..", "%2e%2e%2fspring", "SPRING", "all"] {
                #expect(try await client.post("/campaigns/\(name)/stop", as: otto).status == .notFound, "\(name)")
            }
        }
        #expect(try rig.files("control") == [])
    }
}
