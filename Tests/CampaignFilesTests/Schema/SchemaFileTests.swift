import Foundation
import Testing

@testable import CampaignFiles

@Suite("docs/campaign.schema.json and the reader have the same keys")
struct SchemaFileTests {
    private func properties(_ path: [String]) throws -> [String] {
        let file = try JSONSerialization.jsonObject(with: Data(Files.text("docs/campaign.schema.json").utf8))
        let map = path.reduce(file as? [String: Any]) { map, name in map?[name] as? [String: Any] }
        return (map?["properties"] as? [String: Any])?.keys.sorted() ?? []
    }

    @Test("of a campaign file")
    func campaign() throws {
        #expect(try properties([]) == Form.campaign.names.sorted())
    }

    @Test("of a number")
    func number() throws {
        #expect(try properties(["definitions", "number_map"]) == Form.number.names.sorted())
    }

    @Test("of limits and calling hours")
    func small() throws {
        #expect(try properties(["definitions", "limits"]) == Form.limits.names.sorted())
        #expect(try properties(["definitions", "calling_hours"]) == Form.callingHours.names.sorted())
    }

    @Test("and the reference pages have a row for each", arguments: [true, false])
    func pages(isCampaign: Bool) throws {
        let page = try Files.text(isCampaign ? "docs/campaign-file.md" : "docs/settings.md")
        for name in isCampaign ? Form.campaign.names : Form.settings.names {
            #expect(page.contains("`\(name)`"), "no `\(name)` in the page")
        }
    }
}
