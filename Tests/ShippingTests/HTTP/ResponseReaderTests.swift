import CallspoolCore
import Testing

@testable import Shipping

@Suite("What is read of an answer")
struct ResponseReaderTests {
    /// What came of an answer that comes in pieces, and then no more.
    private func read(_ pieces: [[UInt8]]) -> ResponseReader.Step {
        var reader = ResponseReader()
        for piece in pieces {
            let step = piece.withUnsafeBytes { reader.take($0) }
            guard step == .more else { return step }
        }
        return reader.end()
    }

    private func read(_ text: String) -> ResponseReader.Step { read([Array(text.utf8)]) }

    private func done(
        _ status: Int,
        _ isReusable: Bool = true,
        retryAfter: RetryAfter? = nil
    ) -> ResponseReader.Step {
        .done(HTTPAnswer(status: status, retryAfter: retryAfter), isReusable: isReusable)
    }

    private static let answers = [
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200\r\nContent-Length: 0\r\nX-Other: a:b\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nserver: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\ntrailer: 1\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\ncontent-length: 2\n\nok",
    ]

    @Test(
        "An answer that can be read to its end keeps its connection, in one piece and byte by byte",
        arguments: answers
    )
    func whole(text: String) {
        let status = text.contains("204") ? 204 : 200
        #expect(read(text) == done(status))
        // Never all of a body in more pieces than are waited for.
        let head = max(0, text.utf8.count - 40)
        #expect(read(text.utf8.prefix(head).map { [$0] } + [Array(text.utf8.dropFirst(head))]) == done(status))
    }

    @Test(
        "What is odd about an answer costs its connection and not the answer",
        arguments: [
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 No\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nlonger than that",
            "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshorter",
            "HTTP/1.1 200 OK\r\nthis is not a field\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n folded: 1\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nuntil the end",
            "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n",
            "HTTP/1.1 200 OK\r\nbreaks off",
        ]
    )
    func odd(text: String) {
        #expect(read(text) == done(200, false))
    }

    @Test(
        "What is not an answer is a fault",
        arguments: [
            "", "nonsense\r\n", "HTTP/2 200 OK\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000\r\n", "HTTP/1.1 099 x\r\n",
            "HTTP/1.1 abc\r\n", "\r\nHTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 O",
        ]
    )
    func none(text: String) {
        guard case .fault(let fault) = read(text) else {
            Issue.record("an answer, and there is none: \(text)")
            return
        }
        #expect(!fault.message.isEmpty)
    }

    @Test("Fields, interim answers, bodies and their pieces without end are not waited for")
    func endless() {
        let field = Array("x: y\r\n".utf8)
        let head = Array("HTTP/1.1 503 Wait\r\nretry-after: 7\r\n".utf8)
        let many = [head] + [[UInt8]](repeating: field, count: 10_000)
        #expect(read(many) == done(503, false, retryAfter: .wait(.seconds(7))))
        #expect(
            read([head, [UInt8](repeating: 0x61, count: 40_000)]) == done(503, false, retryAfter: .wait(.seconds(7)))
        )
        let interim = Array("HTTP/1.1 102 Processing\r\n\r\n".utf8)
        #expect(
            read([[UInt8]](repeating: interim, count: 100))
                == .fault(TransportFault("the receiver sends interim answers and no other"))
        )
        #expect(
            read([[UInt8]](repeating: [0x61], count: 40_000))
                == .fault(TransportFault("the receiver does not answer in HTTP"))
        )
        let sized = Array("HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n".utf8)
        #expect(read([sized] + [[UInt8]](repeating: [0x61], count: 9)) == done(200, false))
        let chunked = Array("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".utf8)
        let chunk = Array("400\r\n\(String(repeating: "a", count: 1024))\r\n".utf8)
        #expect(read([chunked] + [[UInt8]](repeating: chunk, count: 5)) == done(200, false))
    }

    @Test("However an answer is cut in two, it says the same", arguments: answers)
    func cuts(text: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == read(text), "cut at \(cut)")
        }
    }

    @Test("Bytes at random are an answer or a fault, and never a crash", arguments: 0..<200)
    func random(seed: UInt64) {
        var dice = SplitMix64(seed: seed)
        var bytes = Array(ResponseReaderTests.answers[Int(seed) % ResponseReaderTests.answers.count].utf8)
        for _ in 0..<3 { bytes[Int(dice.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: dice.next()) }
        #expect(read([bytes]) != .more)
        #expect(read(bytes.map { [$0] }) != .more)
    }
}

private struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
