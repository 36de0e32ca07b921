import Testing

@testable import CallspoolCore

@Suite("The guide to callees' zones")
struct ZoneGuideTests {
    private let guide = ZoneGuide()

    private func zones(_ number: String, given: String? = nil, campaign: String = "Asia/Tokyo") -> CalleeZones {
        guide.zones(of: number, given: given, campaign: campaign)
    }

    @Test(
        "a number's zones are those of its longest known prefix",
        arguments: [
            ("+12125550123", ["America/New_York"], "+1212"),
            ("+12085550123", ["America/Boise", "America/Los_Angeles"], "+12085"),
            ("+442079460000", ["Europe/London"], "+442"),
            ("+443069990000", ["Europe/Guernsey", "Europe/Isle_of_Man", "Europe/Jersey", "Europe/London"], "+443"),
            ("+441481960000", ["Europe/Guernsey"], "+441481"),
            ("+61291234567", ["Australia/Sydney"], "+612"),
            ("+18085550123", ["Pacific/Honolulu"], "+1808"),
            ("+4930901820", ["Europe/Berlin"], "+49"),
        ]
    )
    func longestPrefix(number: String, zones: [String], prefix: String) {
        let found = self.zones(number)
        #expect(found.zones == zones)
        #expect(found.origin == .prefix(prefix))
    }

    @Test("a number that may be anywhere in its numbering plan is in all of its zones")
    func wholePlan() {
        let tollFree = zones("+18005550123")
        #expect(tollFree.origin == .prefix("+1"))
        #expect(tollFree.zones.count == 42)
        #expect(tollFree.zones.contains("America/New_York") && tollFree.zones.contains("Pacific/Guam"))
        let russianMobile = zones("+79161234567")
        #expect(russianMobile.zones.count == 16 && russianMobile.origin == .prefix("+79"))
        #expect(russianMobile.zones.contains("Europe/Moscow") && russianMobile.zones.contains("Asia/Vladivostok"))
        // Of the same country calling code, but another country.
        #expect(zones("+77011234567").zones == ["Asia/Almaty", "Asia/Aqtobe"])
        let australianMobile = zones("+61412345678")
        #expect(australianMobile.zones.count == 8 && australianMobile.origin == .prefix("+614"))
        #expect(australianMobile.zones.contains("Australia/Perth"))
    }

    @Test("the zone given with the number goes before its prefix, unless this machine does not know it")
    func given() {
        let given = zones("+12125550123", given: "America/Los_Angeles")
        #expect(given.zones == ["America/Los_Angeles"] && given.origin == .given)
        #expect(zones("+12125550123", given: "Mars/Olympus").origin == .prefix("+1212"))
        #expect(zones("+12125550123", given: "UTC").zones == ["UTC"])
    }

    @Test(
        "a number of no known prefix is in the campaign's zone",
        arguments: ["+80012345678", "+999", "+", "", "12125550123", "tel:+1", "+０"]
    )
    func campaign(number: String) {
        let found = zones(number)
        #expect(found.zones == ["Asia/Tokyo"] && found.origin == .campaign)
    }

    @Test("zones that this machine does not know are dropped; when none is left it is the campaign's")
    func unknownZones() {
        let table = PrefixTable("A/Known B/Unknown 1-2 B/Unknown 12 A/Known 123") { $0 == "A/Known" }
        let guide = ZoneGuide(table: table, named: NamedZones { $0 == "A/Known" })
        let one = guide.zones(of: "+1", given: nil, campaign: "C/Campaign")
        #expect(one.zones == ["A/Known"] && one.origin == .prefix("+1"))
        let none = guide.zones(of: "+124", given: nil, campaign: "C/Campaign")
        #expect(none.zones == ["C/Campaign"] && none.origin == .campaign)
        #expect(guide.zones(of: "+1234", given: nil, campaign: "C/Campaign").origin == .prefix("+123"))
        #expect(guide.zones(of: "+2", given: "B/Unknown", campaign: "C/Campaign").origin == .prefix("+2"))
    }

    @Test("numbers of one set of zones share it, also by different prefixes")
    func shared() {
        let manhattan = zones("+12125550123")
        let miami = zones("+13055550123")
        #expect(manhattan.zoneSet === miami.zoneSet)
        #expect(manhattan != miami)
        let given = zones("+4930901820", given: "America/New_York")
        #expect(given.zoneSet == manhattan.zoneSet)
        #expect(given.zoneSet.hashValue == manhattan.zoneSet.hashValue)
        #expect(zones("+1", given: "Europe/Rome").zoneSet === zones("+2", given: "Europe/Rome").zoneSet)
    }

    @Test("zones are sorted and each once")
    func sorted() {
        let zones = CalleeZones(zones: ["Europe/Rome", "Africa/Cairo", "Europe/Rome"], origin: .given)
        #expect(zones.zones == ["Africa/Cairo", "Europe/Rome"])
    }
}
