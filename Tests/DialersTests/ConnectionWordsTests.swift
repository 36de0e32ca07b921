import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import Dialers

@Suite("Why a connection broke, in a person's words")
struct ConnectionWordsTests {
    @Test(
        "no function's name, no number and no type of the library is in them",
        arguments: [
            ECONNRESET, EPIPE, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EADDRINUSE, EACCES, ENOBUFS, 9999,
        ]
    )
    func systemErrors(code: CInt) {
        let words = connectionWords(IOError(errnoCode: code, reason: "read(descriptor:pointer:size:)"))
        for part in ["descriptor", "errno", "IOError", "("] { #expect(!words.contains(part), "\(words)") }
        #expect(!words.isEmpty)
    }

    @Test("a reset, a closed channel and a timeout are told apart")
    func kinds() {
        #expect(connectionWords(IOError(errnoCode: ECONNRESET, reason: "x")) == "it reset the connection")
        #expect(connectionWords(ChannelError.connectTimeout(.seconds(1))) == "nothing answers")
        #expect(connectionWords(ChannelError.ioOnClosedChannel) == "the connection is closed")
    }
}
