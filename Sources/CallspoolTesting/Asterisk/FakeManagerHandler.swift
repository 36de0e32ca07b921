internal import NIOCore
internal import Synchronization

/// One connection of a false Asterisk.
final class FakeManagerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let challenge = "206275899"

    private let core: FakeManagerCore
    private var bytes: [UInt8] = []
    private var scanned = 0
    private var hasLoggedIn = false

    init(_ core: FakeManagerCore) {
        self.core = core
    }

    func channelActive(context: ChannelHandlerContext) {
        let manner = core.state.withLock { state in
            state.connectionCount += 1
            return state.manner
        }
        switch manner {
        case .sound, .refusing, .deaf: write(ManagerBlock.greeting, context)
        case .halfLine: write("Asterisk Call Man", context)
        case .stranger: write("SSH-2.0-OpenSSH_9.2p1\r\n", context)
        case .silent: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.state.withLock { $0.listeners[ObjectIdentifier(context.channel)] = nil }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        // Taken out before any is answered: a write that fails can bring what the other side still had sent.
        for order in takeOrders() { hear(order, context) }
    }

    private func takeOrders() -> [ManagerOrder] {
        var orders: [ManagerOrder] = []
        var start = 0
        while let end = endOfBlock() {
            orders.append(ManagerOrder(bytes[start..<end]))
            start = scanned
        }
        bytes.removeFirst(start)
        scanned -= start
        return orders
    }

    /// Where the next empty line is; looking goes on behind it.
    private func endOfBlock() -> Int? {
        while let feed = bytes[scanned...].firstIndex(of: 0x0A) {
            scanned = feed + 1
            if feed >= 3, bytes[feed - 1] == 0x0D, bytes[feed - 2] == 0x0A { return feed - 1 }
        }
        scanned = bytes.count
        return nil
    }

    private func hear(_ order: ManagerOrder, _ context: ChannelHandlerContext) {
        let manner = core.state.withLock { $0.manner }
        switch order["Action"] {
        case "Challenge":
            write(ManagerBlock.response("Success", order.action, "Challenge: \(FakeManagerHandler.challenge)"), context)
        case "Login": logIn(order, manner, context)
        case _ where !hasLoggedIn:
            write(ManagerBlock.response("Error", order.action, "Message: Permission denied"), context)
        case _ where manner == .deaf: break
        case "Originate": core.originate(order, from: context.channel)
        case "CoreShowChannels": list(order, context)
        case "Filter": write(ManagerBlock.response("Success", order.action, "Message: Success"), context)
        case "Ping": write(ManagerBlock.response("Success", order.action, "Ping: Pong"), context)
        default: answer(order, context)
        }
    }

    private func logIn(_ order: ManagerOrder, _ manner: FakeManager.Manner, _ context: ChannelHandlerContext) {
        guard manner != .refusing, core.takes(order, challenge: FakeManagerHandler.challenge) else {
            write(ManagerBlock.response("Error", order.action, "Message: Authentication failed"), context)
            context.close(promise: nil)
            return
        }
        hasLoggedIn = true
        let channel = context.channel
        core.state.withLock { $0.listeners[ObjectIdentifier(channel)] = channel }
        write(ManagerBlock.response("Success", order.action, "Message: Authentication accepted"), context)
        if manner == .deaf { return }
        write(ManagerBlock.lines(["Event: FullyBooted", "Privilege: system,all", "Status: Fully Booted"]), context)
    }

    private func list(_ order: ManagerOrder, _ context: ChannelHandlerContext) {
        let channels = core.state.withLock { $0.live.values.map(\.channel) }
        var text = ManagerBlock.response("Success", order.action, "EventList: start", "Message: Channels will follow")
        for channel in channels { text += ManagerBlock.listed(channel, order.action) }
        text += ManagerBlock.lines([
            "Event: CoreShowChannelsComplete", "ActionID: \(order.action)", "EventList: Complete",
            "ListItems: \(channels.count)",
        ])
        write(text, context)
    }

    private func answer(_ order: ManagerOrder, _ context: ChannelHandlerContext) {
        let text = core.state.withLock { $0.answers[order["Action"] ?? ""] }
        let unknown = ManagerBlock.response("Error", order.action, "Message: Invalid/unknown command")
        write(text?.replacing("{id}", with: order.action) ?? unknown, context)
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}

extension ManagerOrder {
    fileprivate init(_ block: ArraySlice<UInt8>) {
        lines = block.split(separator: 0x0A)
            .compactMap { line in
                guard let colon = line.firstIndex(of: 0x3A) else { return nil }
                let value = line[(colon + 1)...].drop { $0 == 0x20 }
                let end = value.last == 0x0D ? value.dropLast() : value
                return (String(decoding: line[..<colon], as: UTF8.self), String(decoding: end, as: UTF8.self))
            }
    }
}
