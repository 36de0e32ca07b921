import Foundation
import Testing

@testable import CallspoolCore

@Suite("The table of prefixes")
struct PrefixTableTests {
    @Test("holds as many prefixes, sets and zones as its header says")
    func counts() {
        let table = PrefixTable(PrefixTable.text) { _ in true }
        #expect(table.count == PrefixTable.counts.prefixes)
        #expect(table.sets.count == PrefixTable.counts.sets)
        let sets = table.sets.compactMap(\.self)
        #expect(sets.count == PrefixTable.counts.sets)
        #expect(Set(sets).count == PrefixTable.counts.sets)
        #expect(Set(sets.flatMap(\.zones)).count == PrefixTable.counts.zones)
    }

    @Test("this machine knows all of its zones, so none is dropped")
    func known() {
        let all = Set(PrefixTable(PrefixTable.text) { _ in true }.sets.flatMap { $0?.zones ?? [] })
        #expect(all.filter { Zone($0) == nil } == [])
        let builtIn = Set(PrefixTable.builtIn.sets.flatMap { $0?.zones ?? [] })
        #expect(builtIn == all)
    }

    @Test("the NOTICE names the version that the table is from")
    func notice() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
        let notice = try String(contentsOf: root.appending(path: "NOTICE"), encoding: .utf8)
        #expect(notice.contains("phonenumbers \(PrefixTable.version)\n"))
        #expect(notice.contains("The Libphonenumber Authors"))
    }

    @Test("a range stands for each of its prefixes, and leading zeros count")
    func ranges() throws {
        let table = PrefixTable("A/A 1098-1101 B/B 1 C/C 007") { _ in true }
        #expect(table.count == 6)
        for number in ["+1098", "+1099", "+1100", "+11015"] {
            let match = try #require(table.longestMatch(number))
            #expect(match.set.zones == ["A/A"] && match.length == 5)
        }
        for number in ["+1097", "+1102", "+109", "+1"] {
            let match = try #require(table.longestMatch(number))
            #expect(match.set.zones == ["B/B"] && match.length == 2)
        }
        #expect(table.longestMatch("+0071")?.length == 4)
        #expect(table.longestMatch("+7") == nil)
    }
}
