import CallspoolCore
import CampaignFiles
import Testing

@testable import Spool

@Suite("The reading of a do-not-call list")
struct DoNotCallReadingTests {
    private func read(_ text: String, region: String = "US") throws -> DoNotCallList {
        var source = ArraySource(text)
        return try DoNotCallList.read(&source, size: text.utf8.count, region: region)
    }

    @Test(
        "takes a number as people write it",
        arguments: [
            "+16175550101", "+1 (617) 555-0101", "+1.617.555.0101  # asked, twice", "6175550101", "(617) 555-0101 ",
            "+16175550101,Smith,2026-01-01", "\"+16175550101\";x", "+16175550101\tnote", "tel:+16175550101",
            "  +16175550101\r", "\u{FEFF}+16175550101",
        ]
    )
    func written(line: String) throws {
        let list = try read(line)
        #expect(list.line(of: "+16175550101") == 1)
        #expect(list.count == 1 && list.nonsense == 0)
    }

    @Test("counts lines that are no numbers and tells where the first are; blank ones and comments are none")
    func nonsense() throws {
        let lines = [
            "phone_number", "", "# a comment", "+123456", "+1234567", "+1234567890123456", "911", ",x", "+0123456789",
            " ",
            "see +16175550101",
        ]
        let list = try read(lines.joined(separator: "\r\n"))
        #expect(list.count == 1 && list.line(of: "+1234567") == 5)
        #expect(list.nonsense == 7 && list.lines == 11)
        #expect(list.firstNonsense == [1, 4, 6, 7, 8])
        #expect(
            list.complaint(about: "x.txt")?.contains("7 lines that are no telephone numbers (lines 1, 4, 6, 7, 8, …)")
                == true
        )
        #expect(try read("+16175550101\n").complaint(about: "x.txt") == nil)
    }

    @Test("reads numbers without + in the region")
    func region() throws {
        #expect(try read("020 7946 0018\n", region: "GB").line(of: "+442079460018") == 1)
    }

    @Test("keeps count of lines over blocks, and of a line longer than any")
    func blocks() throws {
        let long = "+16175550102 #" + String(repeating: "x", count: 600_000)
        let many = (0..<60_000).map { "+1617\(2_000_000 + $0)\n" }.joined()
        let list = try read("\(long)\n\(many)+16175550103")
        #expect(list.line(of: "+16175550102") == 1)
        #expect(list.line(of: "+16172059999") == 60_001)
        #expect(list.line(of: "+16175550103") == 60_002)
        #expect(list.count == 60_002 && list.lines == 60_002 && list.nonsense == 0)
    }
}
