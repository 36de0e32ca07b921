import CallspoolCore
import CallspoolTesting
import Foundation
import Spool
import Testing

@testable import OutboundPage

@Suite("What waits, and what was refused")
struct WaitingPageTests {
    @Test("The box answers for a number in any form, by what the queue says of it")
    func when() async throws {
        let rig = try PageRig.withPeople()
        try await rig.take(
            "spring",
            "campaign: spring\nstart: '2031-01-01T00:00:00Z'\nnumbers: [+16175550101, +16175550102]\n"
        )
        try await rig.take("past", "campaign: past\nnumbers: [+16175550103]\n")
        try rig.attempt(1, of: "past", .answered, .final(.completed))
        try rig.happen("past", .finished)
        try await rig.test { client in
            let vera = try await client.person("vera")
            let waits = try await client.get("/when?number=(617)+555-0102", as: vera).body
            #expect(
                waits.contains("About <time datetime=\"2031-01-01T00:")
                    && waits.contains("in campaign <a href=\"/campaigns/spring\">")
            )
            #expect(waits.contains("Place 2 in the queue") && waits.contains("The campaign starts at"))
            #expect(
                try await client.get("/when?number=%2B16175550103", as: vera).body
                    .contains("It is over: completed at <time")
            )
            let none = try await client.get("/when?number=%3Cscript%3E", as: vera).body
            #expect(none.contains("No call in this spool") && !none.contains("<script>\""))
            #expect(!(try await client.get("/when", as: vera).body.contains("id=\"nothing\"")))
        }
    }

    @Test(
        "Files that wait and files that were refused are listed, names and reasons escaped, numbers hidden from viewers"
    )
    func files() async throws {
        let rig = try PageRig.withPeople { settings, _ in settings.page.masks = true }
        try rig.write("incoming/<b>new.yaml", "numbers: []")
        try rig.write("incoming/.hidden", "")
        try rig.write("rejected/old.yaml", "x")
        try rig.write("rejected/old.yaml.why", "old.yaml:1:1: error: <script> \"+16175550101\" is wrong; repair it\n")
        try await rig.test { client in
            let (vera, otto) = (try await client.person("vera"), try await client.person("otto"))
            let pending = try await client.get("/pending", as: vera).body
            #expect(
                pending.contains("&lt;b&gt;new.yaml") && !pending.contains("<b>new") && !pending.contains(".hidden")
            )
            let rejected = try await client.get("/rejected", as: vera).body
            #expect(rejected.contains("error: &lt;script&gt; &quot;+161••••••01&quot; is wrong"))
            #expect(try await client.get("/rejected", as: otto).body.contains("+16175550101"))
        }
    }
}
