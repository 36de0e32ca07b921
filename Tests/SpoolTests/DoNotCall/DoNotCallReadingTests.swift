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
            "  +16175550101\r", "\u{FEFF}+16175550101", "617,5550101", "617,5550101,2026-01-01", "617-555-0101 x123",
            "617-555-0101 ext. 5", "tel:+16175550101;ext=5", "6175550101.0", "'6175550101", "=\"6175550101\"",
            "617-555-0101 #5", "1-617-555-0101", "\u{2019}617 555 0101",
        ]
    )
    func written(line: String) throws {
        let list = try read(line)
        #expect(list.line(of: "+16175550101") == 1)
        #expect(list.count == 1 && list.nonsense == 0)
    }

    @Test("counts lines that are not numbers and tells where the first are; blank ones and comments are none")
    func nonsense() throws {
        let lines = [
            "phone_number", "", "# a comment", "+123456", "+1234567", "+1234567890123456", "911", ",x", "+0123456789",
            " ",
            "see +16175550101",
        ]
        let list = try read(lines.joined(separator: "\r\n"))
        #expect(list.count == 2 && list.line(of: "+1234567") == 5 && list.line(of: "+16175550101") == 11)
        #expect(list.nonsense == 7 && list.lines == 11)
        #expect(list.firstNonsense == [1, 4, 6, 7, 8])
        #expect(
            list.warning(about: "x.txt")?.contains("7 lines that are not telephone numbers (lines 1, 4, 6, 7, 8, …)")
                == true
        )
        #expect(try read("+16175550101\n").warning(about: "x.txt") == nil)
    }

    @Test("reads numbers without + in the region, and with the trunk zero that people write after the country's code")
    func region() throws {
        for line in ["020 7946 0018", "+44 (0)20 7946 0018", "+44 020 7946 0018", "+4402079460018", "2079460018"] {
            #expect(try read("\(line)\n", region: "GB").line(of: "+442079460018") == 1, "\(line)")
        }
    }

    @Test("finds the number of another country whose digits stand there without their +")
    func withoutPlus() throws {
        let list = try read("442079460018\n4930901820\n6175550101\n")
        #expect(list.line(of: "+442079460018") == 1 && list.line(of: "+4930901820") == 2)
        #expect(list.line(of: "+16175550101") == 3 && list.line(of: "+16175550102") == nil)
        #expect(try read("16175550101\n", region: "GB").line(of: "+16175550101") == 1)
    }

    @Test("line ends are LF, CR LF or CR, also at the end of a block, and lines are counted by them")
    func lineEnds() throws {
        for end in ["\n", "\r\n", "\r"] {
            let many = (0..<60_000).map { "+1617\(2_000_000 + $0)\(end)" }.joined()
            let list = try read("\(many)+16175550103")
            #expect(list.line(of: "+16172059999") == 60_000 && list.line(of: "+16175550103") == 60_001)
            #expect(list.lines == 60_001 && list.nonsense == 0)
        }
    }

    @Test("UTF-16 with its mark is read, of either kind")
    func utf16() throws {
        let text = "phone\u{E9}\r\n+16175550101\r\n" + (0..<70_000).map { "+1617\(2_000_000 + $0)\r\n" }.joined()
        for isLittle in [true, false] {
            let units = ("\u{FEFF}" + text).utf16
            let bytes = units.flatMap { unit in
                isLittle ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            }
            var source = ArraySource(bytes)
            let list = try DoNotCallList.read(&source, size: bytes.count, region: "US")
            #expect(list.line(of: "+16175550101") == 2 && list.line(of: "+16172069999") == 70_002)
            #expect(list.whyUnreadable == nil && list.nonsense == 1)
        }
    }

    @Test(
        "what is not a list is one that cannot be read",
        arguments: [
            ("<!DOCTYPE html>\n<html>\n<p>Call 617-555-0101\n", "a web page"), ("\n <html></html>", "a web page"),
            ("{\"error\": 503}", "JSON"), ("[\"+16175550101\",\"+16175550102\"]", "1 of its 1 lines is not"),
            ("PK\u{3}\u{4}x", "zip archive"), ("%PDF-1.7\n", "a PDF"), ("+\u{0}1\u{0}6\u{0}1\u{0}7\u{0}", "not a text"),
            ("name;phone\nElm;6175550101\nOak;6175550102\n", "2 of its 3 lines are not"),
            ("6175550101\nMr. Elm\n6175550102\n", "1 of its 3 lines is not"),
            ("error 503\n", "1 of its 1 lines is not"), ("Service unavailable\n", "1 of its 1 lines is not"),
        ]
    )
    func notAList(text: String, words: String) throws {
        let list = try read(text)
        #expect(list.whyUnreadable?.contains(words) == true, "\(list.whyUnreadable ?? "it was read")")
        let sample = DoNotCallList.sample(Array(text.utf8), isWhole: true, region: "US")
        #expect(sample.whyUnreadable == list.whyUnreadable)
    }

    @Test("compressed bytes are not a list")
    func compressed() throws {
        for (start, words) in [([0x1F, 0x8B, 8, 0], "gzip"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz")]
            as [([UInt8], String)]
        {
            var source = ArraySource(start)
            let list = try DoNotCallList.read(&source, size: 4, region: "US")
            #expect(list.whyUnreadable?.contains(words) == true)
        }
    }

    @Test(
        "a heading, comments, blank lines and one wrong line of twenty leave a list a list, and so does nothing at all"
    )
    func tolerated() throws {
        let numbers = (10..<29).map { "61755501\($0)\n" }.joined()
        #expect(try read("phone number\n6175550101\n").whyUnreadable == nil)
        #expect(try read("# ours\n\n\(numbers)\nnobody\n").whyUnreadable == nil)
        #expect(try read("\(numbers)nobody\nno one\n").whyUnreadable != nil)
        #expect(try read("").whyUnreadable == nil)
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
