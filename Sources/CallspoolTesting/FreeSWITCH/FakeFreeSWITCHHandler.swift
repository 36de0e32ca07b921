internal import NIOCore
internal import Synchronization

/// One connection to a false FreeSWITCH.
final class FakeFreeSWITCHHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let core: FakeFreeSWITCHCore
    private var number = 0
    private var isLoggedIn = false
    private var text: [UInt8] = []

    init(_ core: FakeFreeSWITCHCore) {
        self.core = core
    }

    func channelActive(context: ChannelHandlerContext) {
        switch core.state.withLock({ $0.manner }) {
        case .sound, .deaf: send("Content-Type: auth/request\n\n", context)
        case .silent: break
        case .halfLine: send("Content-Type: auth/requ", context)
        case .rude:
            send("Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n", context)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.left(number)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += unwrapInboundIn(data).readableBytesView
        var answers = ""
        // Taken out before any is answered: a write that fails can bring what the other side still had sent.
        for command in takeCommands() {
            guard let answer = take(command, context) else {
                context.close(promise: nil)
                return
            }
            answers += answer
        }
        if !answers.isEmpty { send(answers, context) }
    }

    private func takeCommands() -> [String] {
        var commands: [String] = []
        var start = 0
        while let end = text[start...].emptyLine {
            commands.append(String(decoding: text[start..<end], as: UTF8.self))
            start = end + 2
        }
        text.removeFirst(start)
        return commands
    }

    private func take(_ command: String, _ context: ChannelHandlerContext) -> String? {
        if isLoggedIn { return core.state.withLock({ $0.manner }) == .deaf ? "" : core.answer(command) }
        guard command.hasPrefix("auth ") else {
            return "Content-Type: command/reply\nReply-Text: -ERR command not found\n\n"
        }
        guard command == "auth \(core.password)" else {
            send(FakeFreeSWITCHHandler.refusal, context)
            return nil
        }
        isLoggedIn = true
        number = core.arrived(context.channel)
        return "Content-Type: command/reply\nReply-Text: +OK accepted\n\n"
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private static let refusal = """
        Content-Type: command/reply
        Reply-Text: -ERR invalid

        Content-Type: text/disconnect-notice
        Content-Length: 67

        Disconnected, goodbye.
        See you at ClueCon! http://www.cluecon.com/

        """
}

extension ArraySlice<UInt8> {
    /// Where the first of two line feeds in a row is.
    fileprivate var emptyLine: Int? {
        var at = startIndex
        while let feed = self[at...].firstIndex(of: 0x0A) {
            if feed + 1 < endIndex, self[feed + 1] == 0x0A { return feed }
            at = feed + 1
        }
        return nil
    }
}
