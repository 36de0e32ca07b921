import CallspoolCore
import Foundation
import Testing

@testable import Dialers

@Suite("Asterisk's call records")
struct CallRecordTests {
    private func fixture() throws -> String {
        let path = "\(project)/Tests/DialersTests/Fixtures/CallFile/Master.csv"
        return String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
    }

    @Test("lines without an account code are nobody's")
    func nobodys() throws {
        for line in try fixture().split(separator: "\n") { #expect(CallRecord(line.utf8, by: .account) == nil) }
    }

    @Test("a line as Asterisk 22 wrote it is read, with the account code that it had not")
    func recorded() throws {
        let lines = try fixture().split(separator: "\n").map { "\"mine-1\"" + $0.dropFirst(2) }
        let records = lines.compactMap { CallRecord($0.utf8, by: .account) }
        #expect(records.count == lines.count && records.allSatisfy { $0.id == "mine-1" })
        #expect(records.map(\.disposition) == Array(repeating: .answered, count: lines.count - 1) + [.noAnswer])
    }

    @Test("quotes and commas inside of a field are the field's")
    func quoted() throws {
        let line = #""a,b","1","2","3","""Campaign, 1"" <1>","c","d","e","f,g","s","a","e",32,25,"BUSY","D","u""#
        let record = try #require(CallRecord(line.utf8, by: .account))
        #expect(record.id == "a,b" && record.disposition == .busy && record.answeredFor == 25)
    }

    @Test("a channel's unique id is read where there is one")
    func channels() throws {
        let line = #""","1","2","3","4","c","d","e","f","s","a","e",32,25,"BUSY","D","k3v9qd-spring-1-1""#
        let record = try #require(CallRecord(line.utf8, by: .channel))
        #expect(record.id == "k3v9qd-spring-1-1" && record.lasted == 32 && record.answeredFor == 25)
        #expect(CallRecord(line.utf8, by: .account) == nil)
        let short = line.dropLast(",\"k3v9qd-spring-1-1\"".count)
        #expect(CallRecord(short.utf8, by: .channel) == nil)
    }

    @Test("of a file that has grown by more than its reach, only the end is read")
    func reach() throws {
        let folder = try WorkingFolder()
        let path = "\(folder.path)/Master.csv"
        var tail = CallRecordTail(path, by: .account)
        let line = { (account: String) in "\"\(account)\",,,,,,,,,,,,10,5,\"BUSY\",,\n" }
        try Data(line("a").utf8).write(to: URL(fileURLWithPath: path))
        tail.follow()
        try append(line("b"), path)
        let end = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(truncate(path, off_t(end) + CallRecordTail<CallRecord>.reach) == 0)
        try append("\n" + line("c"), path)
        tail.follow()
        #expect(tail["a"] != nil && tail["b"] == nil && tail["c"]?.disposition == .busy)
    }

    @Test("what is not a line of a call is skipped", arguments: ["", "\"", "a,b,c", ",,,,,,,,,,,,,,,,,,"])
    func nonsense(line: String) {
        #expect(CallRecord(line.utf8, by: .account) == nil)
    }

    @Test("the file is followed as it grows, is rotated or cut; a line counts when it is whole")
    func followed() throws {
        let folder = try WorkingFolder()
        let path = "\(folder.path)/Master.csv"
        var tail = CallRecordTail(path, by: .account)
        tail.follow()
        let line = { (account: String, word: String) in
            "\"\(account)\",,,,,,,,,,,,10,5,\"\(word)\",,\n"
        }
        try Data((line("a", "BUSY") + line("b", "ANSWERED").dropLast(5)).utf8).write(to: URL(fileURLWithPath: path))
        tail.follow()
        #expect(tail["a"]?.disposition == .busy && tail["b"] == nil)
        try append(String(line("b", "ANSWERED").suffix(5)) + line("a", "ANSWERED"), path)
        tail.follow()
        #expect(tail["a"]?.disposition == .answered && tail["b"]?.answeredFor == 5)
        // The other half of a Local channel does not undo an answer.
        try append(line("a", "NO ANSWER"), path)
        tail.follow()
        #expect(tail["a"]?.disposition == .answered)
        #expect(rename(path, path + ".1") == 0)
        try Data(line("c", "FAILED").utf8).write(to: URL(fileURLWithPath: path))
        tail.follow()
        #expect(tail["c"]?.disposition == .failed && tail["a"] != nil)
        #expect(truncate(path, 0) == 0)
        tail.follow()
        try append(line("d", "CONGESTION"), path)
        tail.follow()
        #expect(tail["d"]?.disposition == .congestion)
    }

    private func append(_ text: String, _ path: String) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }
}
