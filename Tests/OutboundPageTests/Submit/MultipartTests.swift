import Testing

@testable import OutboundPage

@Suite("Bodies of multipart/form-data")
struct MultipartTests {
    /// A part as a reader sees it.
    private struct Part: Equatable {
        var head: MultipartHead
        var content: String
    }

    /// Reads a body in pieces of some bytes.
    private func read(_ body: [UInt8], boundary: String = "b", pieces: Int = 1 << 20) throws -> (
        parts: [Part], isOver: Bool
    ) {
        var parser = MultipartParser(boundary: boundary)
        var parts: [Part] = []
        var content: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: pieces) {
            for event in try parser.take(body[start..<min(start + pieces, body.count)]) {
                switch event {
                case .part(let head): parts.append(Part(head: head, content: ""))
                case .content(let bytes): content += bytes
                case .end:
                    parts[parts.count - 1].content = String(decoding: content, as: UTF8.self)
                    content = []
                }
            }
        }
        return (parts, parser.isOver)
    }

    private func read(_ body: String, pieces: Int = 1 << 20) throws -> (parts: [Part], isOver: Bool) {
        try read(Array(body.utf8), pieces: pieces)
    }

    private let whole = """
        --b\r\nContent-Disposition: form-data; name="token"\r\n\r\nt0k\r\n\
        --b\r\ncontent-disposition:form-data; name="campaign"; filename="spring.yaml"\r\nContent-Type: text/plain\r\n\r\n\
        campaign: spring\r\n-- b is not a boundary\r\n--\r\n\
        \r\n--b\r\nContent-Disposition: form-data; name="lists"; filename=""\r\n\r\n\r\n--b--\r\n
        """

    @Test("are taken apart alike, however they are cut in progress", arguments: [1, 2, 3, 5, 7, 64, 1000])
    func pieces(size: Int) throws {
        let (parts, isOver) = try read(whole, pieces: size)
        #expect(isOver)
        #expect(
            parts == [
                Part(head: MultipartHead(name: "token"), content: "t0k"),
                Part(
                    head: MultipartHead(name: "campaign", fileName: "spring.yaml"),
                    content: "campaign: spring\r\n-- b is not a boundary\r\n--\r\n"
                ),
                Part(head: MultipartHead(name: "lists", fileName: ""), content: ""),
            ]
        )
    }

    @Test("that break off anywhere are never over, and give no more than was sent")
    func cut() throws {
        let body = Array(whole.utf8)
        for length in 0..<(body.count - 4) {
            let (parts, isOver) = try read(Array(body[..<length]))
            #expect(!isOver, "at \(length)")
            #expect(parts.count <= 3)
        }
    }

    @Test("with anything in them are given on byte for byte")
    func binary() throws {
        let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 3) }
        var parser = MultipartParser(boundary: "b")
        let head = Array("--b\r\nContent-Disposition: form-data; name=\"lists\"; filename=\"x\"\r\n\r\n".utf8)
        let body = head + content + Array("\r\n--b--".utf8)
        var got: [UInt8] = []
        for byte in body {
            for case .content(let bytes) in try parser.take([byte]) { got += bytes }
        }
        #expect(got == content && parser.isOver)
    }

    @Test(
        "that are none are refused",
        arguments: [
            "--b junk\r\n\r\n", "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\nx", "--b\r\n\r\nno head\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"\u{0}\"\r\n\r\nx",
        ]
    )
    func refused(body: String) {
        #expect(throws: MultipartParser.Fault.self) { try read(body) }
    }

    @Test("hold no more in memory than a part's head may be long, whatever is sent")
    func bounds() throws {
        let endless =
            Array("--b\r\nContent-Disposition: form-data; name=\"".utf8) + [UInt8](repeating: 0x61, count: 20_000)
        #expect(throws: MultipartParser.Fault.self) { try read(endless, pieces: 100) }
        let part = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n"
        #expect(throws: MultipartParser.Fault("it has more than 32 parts")) {
            try read(String(repeating: part, count: 33))
        }
        #expect(try read(String(repeating: part, count: 32)).parts.count == 32)
        // What stands before the first boundary is dropped as it comes.
        let (parts, _) = try read(
            [UInt8](repeating: 0x0D, count: 1 << 20) + Array("\r\n\(part)--b--".utf8),
            pieces: 65_536
        )
        #expect(parts.count == 1)
    }

    @Test("of no head's line or boundary's line can be made by a part's content")
    func injected() throws {
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"lists\"; filename=\"a\"\r\n\r\n"
            + "Content-Disposition: form-data; name=\"token\"\r\n\r\nx\n--b\r\n\r\r\n--b--"
        let (parts, _) = try read(body)
        #expect(parts.map(\.head.name) == ["lists"])
    }
}

@Suite("Heads and names of uploads")
struct UploadNameTests {
    @Test(
        "A boundary is read from the content type, and anything that is none is refused",
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"),
            ("Multipart/Form-Data;charset=utf-8; Boundary=\"a b\"", "a b"),
            ("multipart/form-data", nil), ("multipart/mixed; boundary=abc", nil), ("text/plain", nil),
            ("multipart/form-data; boundary=", nil), ("multipart/form-data; boundary=\"a\"\"b\"", "a"),
            ("multipart/form-data; boundary=a\u{1}b", nil),
            ("multipart/form-data; boundary=\(String(repeating: "a", count: 71))", nil),
        ] as [(String, String?)]
    )
    func boundary(type: String, expected: String?) {
        #expect(MultipartBoundary.read(type) == expected)
    }

    @Test(
        "A name is only a name: no folder, nothing hidden, no control character",
        arguments: [
            ("spring.yaml", "spring.yaml"), ("../../etc/passwd", "passwd"), ("C:\\lists\\März 1.csv", "März 1.csv"),
            ("a\u{0}b\nc.csv", "a_b_c.csv"), ("<script>.csv", "_script_.csv"), ("$(id);.yaml", "_(id)_.yaml"),
            (".hidden.yaml", nil), ("..", nil), ("", nil), ("a/", nil), ("a.part", nil), ("a.tmp", nil), ("a~", "a_"),
            ("\u{202E}lmay.x", "_lmay.x"), ("  a b.csv ", "a b.csv"),
        ] as [(String, String?)]
    )
    func names(given: String, kept: String?) {
        #expect(UploadName.sanitised(given) == kept)
    }

    @Test("A name of any length fits the file system with what is put around it")
    func length() throws {
        let name = try #require(UploadName.sanitised(String(repeating: "ä", count: 500)))
        #expect(".\(name).part".utf8.count <= 255)
    }

    @Test("A quoted name keeps what it says, however it is quoted")
    func quoted() throws {
        let head = try MultipartHead(Array(#"Content-Disposition: form-data; filename="a\"b;c.csv"; name=lists"#.utf8))
        #expect(head == MultipartHead(name: "lists", fileName: #"a"b;c.csv"#))
        let windows = try MultipartHead(
            Array(#"Content-Disposition: form-data; name="x"; filename="C:\new\t.csv""#.utf8)
        )
        #expect(windows.fileName == #"C:\new\t.csv"#)
    }
}
