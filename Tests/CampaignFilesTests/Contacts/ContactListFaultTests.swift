import CallspoolCore
import CampaignFiles
import Testing

@Suite("What is wrong with a contact list is told, with its place")
struct ContactListFaultTests {
    @Test(
        "a fault is told where it is, and what to do",
        arguments: [
            (
                "",
                "list.csv: error: the contact list is empty; "
                    + "its first row must be a header that begins with `destination`"
            ),
            (
                "\n \n",
                "list.csv: error: the contact list is empty; "
                    + "its first row must be a header that begins with `destination`"
            ),
            (
                "name,code\nElm,7\n",
                "list.csv:1:1: error: the header has no column `destination` (or `phone_number`); "
                    + "name the column of the numbers `destination`"
            ),
            (
                "name,destinaton\nElm,7\n",
                "list.csv:1:1: error: the header has no column `destination`; "
                    + "did you mean `destination` by \"destinaton\"?"
            ),
            (
                "phone-number\n7\n",
                "list.csv:1:1: error: the header has no column `destination`; "
                    + "did you mean `phone_number` by \"phone-number\"?"
            ),
            (
                "+16175550123,ref-1\n+16175550124,ref-2\n",
                "list.csv:1:1: error: the first row is not a header, but begins with \"+16175550123\"; "
                    + "put a header before it, and name the column of the numbers `destination`"
            ),
            (
                "destination;ani\n1;2\n",
                "list.csv:1:1: error: the columns are separated by semicolons; "
                    + "save the list with commas between the columns"
            ),
            (
                "destination\tani\n1\t2\n",
                "list.csv:1:1: error: the columns are separated by tabs; save the list with commas between the columns"
            ),
            (
                "destination,,a\n1,2,3\n",
                "list.csv:1:13: error: column 2 has no name in the header; name it, or remove it"
            ),
            (
                "destination,a,a\n1,2,3\n", "list.csv:1:15: error: the header has \"a\" twice; remove one"
            ),
            (
                "destination,phone_number\n1,2\n",
                "list.csv:1:13: error: the header has \"phone_number\" as \"destination\" as well; remove one"
            ),
            (
                "destination,a,b,c\n1,2,3\n",
                "list.csv:2:1: error: the row has 3 fields, the header has 4; add the missing commas"
            ),
            (
                "destination,a\n1,2\n1\n",
                "list.csv:3:1: error: the row has 1 field, the header has 2; add the missing commas"
            ),
            (
                "destination,a\n1,Maple, Elm\n",
                "list.csv:2:1: error: the row has 3 fields, the header has 2; put a field that holds a comma in quotes"
            ),
            (
                "destination,a\n1,\"abc\n2,d\n",
                "list.csv:2:3: error: the field begins with a quote that is never closed; close it"
            ),
            (
                "destination,a\n1,a\"b\"\n",
                "list.csv:2:4: error: a quote within a field that does not begin with one; "
                    + "double it, and put the whole field in quotes"
            ),
            (
                "destination,a\n1,\"a\"b\n",
                "list.csv:2:6: error: text after the closing quote of a field; a quote within a field must be doubled"
            ),
            (
                "destination,a\n1,b\0c\n",
                "list.csv:2:4: error: a NUL byte; this is not a text file. Save the list as CSV in UTF-8"
            ),
            (
                "destination,timezone\n1,Mars/Base\n",
                "list.csv:2:3: error: \"Mars/Base\" is not an IANA time zone; write it as in America/New_York"
            ),
            (
                "destination,timezone\n1,EST\n",
                "list.csv:2:3: error: \"EST\" is not an IANA time zone; write it as in America/New_York"
            ),
        ]
    )
    func told(file: String, words: String) throws {
        let list = try ReadList(file)
        #expect(list.words == [words])
    }

    @Test("the rows beside a row at fault are read, and every fault is told")
    func goesOn() throws {
        let list = try ReadList("destination,a\n1,x\n2\n3,y\n4,\"a\"b\n5,z,\n6,w\n")
        #expect(list.entries.map(\.text) == ["1", "3", "6"])
        #expect(list.diagnostics.map(\.position?.line) == [3, 5, 6])
    }

    @Test("Latin-1 is told once, however many rows have it")
    func latin1() throws {
        let row = Array("1,Ren".utf8) + [0xE9, 0x0A]
        let list = try ReadList(ArraySource(Array("destination,a\n0,x\n".utf8) + row + row + Array("2,y\n".utf8)))
        let words =
            "list.csv:3:3: error: the file is not UTF-8; "
            + "convert it, for example with `iconv -f latin1 -t utf-8`, and drop it again"
        #expect(list.words == [words])
        #expect(list.entries.map(\.text) == ["0", "2"])
    }

    @Test(
        "Latin-1 in the header, cut-off UTF-8 and surrogates are told",
        arguments: [[0xE9], [0xE2, 0x82], [0xED, 0xA0, 0x80]]
    )
    func notUTF8(bytes: [UInt8]) throws {
        let header = try ReadList(ArraySource(Array("destination,".utf8) + bytes + Array("\n1,2\n".utf8)))
        #expect(header.diagnostics.count == 1 && header.entries == [])
        let row = try ReadList(ArraySource(Array("destination\n".utf8) + bytes))
        #expect(row.diagnostics.count == 1 && row.entries == [])
        #expect(row.words[0].contains("not UTF-8"))
    }

    @Test(
        "UTF-16 is told by its mark",
        arguments: [[0xFF, 0xFE, 0x64, 0x00], [0xFE, 0xFF, 0x00, 0x64], [0xFF, 0xFE]]
    )
    func utf16(bytes: [UInt8]) throws {
        for most in [1, 100] {
            let list = try ReadList(TricklingSource(bytes, most: most))
            #expect(list.words == ["list.csv: error: the file is UTF-16; save it as CSV in UTF-8, and drop it again"])
        }
    }

    @Test("a message reference may have 255 characters, of any length in bytes, and no more")
    func messageReference() throws {
        let longest = String(repeating: "\u{E9}", count: 255)
        let list = try ReadList("destination,message_reference\n1,\(longest)\n2,\(longest)x\n")
        #expect(list.entries.map(\.messageReference) == [longest])
        let words = "`message_reference` has 256 characters; at most 255 are kept, so shorten it"
        #expect(list.words == ["list.csv:3:3: error: \(words)"])
    }

    @Test("a field may have 64 KiB and no more, and what follows a longer one is not read")
    func longFields() throws {
        let longest = String(repeating: "x", count: 65_536)
        let list = try ReadList("destination,a\n\(longest),1\n\(longest)x,2\n3,y\n")
        #expect(list.entries.map(\.text) == [longest])
        let words = "the field is longer than 64 KiB, or its row than 1 MiB; is this a CSV file?"
        #expect(list.words == ["list.csv:3:1: error: \(words)"])
    }

    @Test("a quote that is not closed does not take the rest of a large file into memory")
    func longQuotes() throws {
        let list = try ReadList("destination,a\n1,\"x\n" + String(repeating: "2,y\n", count: 100_000))
        let words = "the quoted field that begins here is longer than 64 KiB; is its closing quote missing?"
        #expect(list.words == ["list.csv:2:3: error: \(words)"])
        #expect(list.entries == [])
    }

    @Test("a row may not have a thousand fields, nor be longer than 1 MiB, nor go on after a stray quote for ever")
    func longRows() throws {
        let commas = try ReadList(String(repeating: "a,", count: 1000))
        #expect(commas.words.count == 1 && commas.words[0].contains("more than 255 commas"))
        let field = String(repeating: "x", count: 60_000)
        let names = (1...30).map { "p\($0)" }.joined(separator: ",")
        let wide = try ReadList("destination,\(names)\n1" + String(repeating: "," + field, count: 30) + "\n")
        #expect(wide.words.count == 1 && wide.words[0].contains("1 MiB"))
        let stray = try ReadList("destination\na\"" + String(repeating: "x", count: 200_000))
        #expect(stray.words.count == 1 && stray.words[0].contains("64 KiB"))
    }

    @Test("a hundred faults are told one by one, and how many more there are")
    func manyFaults() throws {
        let list = try ReadList("destination,a\n" + String(repeating: "1\n", count: 1000))
        #expect(list.diagnostics.count == 101)
        #expect(list.words.last == "list.csv: error: and 900 more errors; repair these first")
    }

    @Test("random bytes do no harm")
    func randomBytes() throws {
        var random = SplitMix64(seed: 31)
        let alphabet: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x61, 0xC3, 0xA9, 0x20, 0x00, 0xFF]
        for _ in 0..<2000 {
            let count = Int.random(in: 0...30, using: &random)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            let file = Array("destination,a\n".utf8) + bytes
            #expect(try ReadList(TricklingSource(file, most: 1)) == ReadList(ArraySource(file)))
        }
    }
}
