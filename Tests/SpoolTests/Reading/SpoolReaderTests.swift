import CallspoolCore
import CallspoolTesting
import Testing

@testable import Spool

@Suite("Reading a spool while others change it")
struct SpoolReaderTests {
    @Test("a campaign that goes to done/ between two looks is told once, and one that is gone not at all")
    func moved() throws {
        var journal = PaperJournal()
        journal.attempt(1, at: 1, talk: 5, .answered, then: .final(.completed))
        _ = try journal.put()
        let (reader, disk) = (journal.reader, journal.disk)
        let places = try reader.campaigns()
        let place = try #require(places.first)
        #expect(try reader.overview(place, of: places)?.place.isDone == false)
        try disk.makeFolder(journal.layout.done)
        try disk.rename(place.folder.path, to: "\(journal.layout.done)/\(place.folder.name)")
        let told = try #require(try reader.overview(place, of: places))
        #expect(told.place.isDone && told.counts.completed == 1)
        // It can be in both, when one was listed before it went and the other after.
        let both = places + (try reader.campaigns())
        #expect(try both.compactMap { try reader.overview($0, of: both) }.count == 1)
        try disk.remove("\(journal.layout.done)/\(place.folder.name)")
        #expect(try reader.overview(place, of: places) == nil)
    }
}
