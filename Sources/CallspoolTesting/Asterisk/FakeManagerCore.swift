internal import Dialers
internal import NIOCore
internal import Synchronization

/// The calls of a false Asterisk, and who listens to it.
final class FakeManagerCore: Sendable {
    struct State {
        var manner = FakeManager.Manner.sound
        var listeners: [ObjectIdentifier: any Channel] = [:]
        var connectionCount = 0
        var live: [String: Live] = [:]
        var placed: [String: Int] = [:]
        var orders: [ManagerOrder] = []
        var answers: [String: String] = [:]
        var keepsOrders = true
        var isHolding = false
        var held: [(ManagerOrder, any Channel)] = []
        var mostOnTheirWay = 0
        var channelCount = 0
        var lastSerial = 0
    }

    struct Live {
        var order: ManagerOrder
        var channel: FakeChannel
        /// Tells it from another of the same id.
        var serial: Int
    }

    let state = Mutex(State())
    private let username: String
    private let secret: String
    private let loop: any EventLoop
    private let fate: @Sendable (ManagerOrder) -> FakeManager.Fate

    init(
        username: String,
        secret: String,
        loop: any EventLoop,
        fate: @escaping @Sendable (ManagerOrder) -> FakeManager.Fate
    ) {
        self.username = username
        self.secret = secret
        self.loop = loop
        self.fate = fate
    }

    /// Whether a login is right.
    func takes(_ order: ManagerOrder, challenge: String) -> Bool {
        guard order["Username"] == username else { return false }
        if let key = order["Key"] { return key == ManagerDigest.md5(challenge: challenge, secret: secret) }
        return order["Secret"] == secret
    }

    /// An Originate came.
    func originate(_ order: ManagerOrder, from channel: any Channel) {
        let isHeld = state.withLock { state in
            if state.keepsOrders { state.orders.append(order) }
            guard state.isHolding else { return false }
            state.held.append((order, channel))
            state.mostOnTheirWay = max(state.mostOnTheirWay, state.held.count)
            return true
        }
        if !isHeld { place(order, channel) }
    }

    func hold(_ isHolding: Bool) {
        let held = state.withLock { state in
            state.isHolding = isHolding
            defer { if !isHolding { state.held = [] } }
            return isHolding ? [] : state.held
        }
        for (order, channel) in held { loop.execute { self.place(order, channel) } }
    }

    func broadcast(_ text: String) {
        let (listeners, isDeaf) = state.withLock { (Array($0.listeners.values), $0.manner == .deaf) }
        guard !isDeaf else { return }
        for listener in listeners { listener.writeAndFlush(ByteBuffer(string: text), promise: nil) }
    }

    func hangUp(_ id: String, cause: Int, words: String) {
        guard let live = state.withLock({ $0.live[id] }) else { return }
        var text = ""
        if live.channel.state != .up {
            perform(.failed(status: "NOANSWER", reason: 0), of: live, &text)
        }
        perform(.hangup(cause: cause, words: words, sip: nil), of: live, &text)
        broadcast(text)
    }

    private func place(_ order: ManagerOrder, _ channel: any Channel) {
        guard state.withLock({ $0.manner }) != .deaf else { return }
        func answer(_ text: String) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }
        let queued = ManagerBlock.response("Success", order.action, "Message: Originate successfully queued")
        switch fate(order) {
        case .refused(let words): answer(ManagerBlock.response("Error", order.action, "Message: \(words)"))
        case .ignored: answer(queued)
        case .noChannel:
            answer(queued)
            broadcast(ManagerBlock.originated(order, nil, isSuccess: false, reason: 0))
        case .cuts(let script):
            if let script { play(script, order) }
            channel.close(promise: nil)
        case .plays(let script):
            answer(queued)
            play(script, order)
        }
    }

    private func play(_ script: ManagerScript, _ order: ManagerOrder) {
        let live = state.withLock { state -> Live? in
            state.placed[order.id, default: 0] += 1
            guard state.live[order.id] == nil else { return nil }
            state.channelCount += 1
            state.lastSerial += 1
            let tail = String(state.channelCount, radix: 16)
            let name = "PJSIP/trunk-" + String(repeating: "0", count: max(0, 8 - tail.count)) + tail
            let live = Live(order: order, channel: FakeChannel(id: order.id, name: name), serial: state.lastSerial)
            state.live[order.id] = live
            return live
        }
        guard let live else {
            broadcast(ManagerBlock.originated(order, FakeChannel(id: order.id, name: ""), isSuccess: false, reason: 0))
            return
        }
        broadcast(
            ManagerBlock.channel("Newchannel", live.channel)
                + ManagerBlock.channel("DialBegin", live.channel, dest: true, "DialString: \(order.number)@trunk")
        )
        run(script.steps[...], of: order.id, serial: live.serial)
    }

    /// Steps that come at once are told in one piece.
    private func run(_ steps: ArraySlice<ManagerScript.Step>, of id: String, serial: Int, isDue: Bool = false) {
        var (steps, text, isDue) = (steps, "", isDue)
        while let step = steps.first, isDue || step.after == .zero {
            guard let live = state.withLock({ $0.live[id] }), live.serial == serial else { return }
            steps.removeFirst()
            isDue = false
            perform(step.event, of: live, &text)
        }
        if !text.isEmpty { broadcast(text) }
        guard let next = steps.first else { return }
        let rest = steps
        loop.scheduleTask(
            in: .nanoseconds(
                next.after.components.seconds * 1_000_000_000 + next.after.components.attoseconds / 1_000_000_000
            )
        ) {
            self.run(rest, of: id, serial: serial, isDue: true)
        }
    }

    private func perform(_ event: ManagerScript.Event, of live: Live, _ text: inout String) {
        var channel = live.channel
        switch event {
        case .ringing:
            channel.state = .ringing
            text += ManagerBlock.channel("Newstate", channel)
            text += ManagerBlock.channel("DialState", channel, dest: true, "DialStatus: RINGING")
        case .answered:
            channel.state = .up
            text += ManagerBlock.originated(live.order, channel, isSuccess: true, reason: 4)
            text += ManagerBlock.channel("Newstate", channel)
            text += ManagerBlock.channel("DialEnd", channel, dest: true, "DialStatus: ANSWER")
        case .variable(let name, let value):
            text += ManagerBlock.channel("VarSet", channel, "Variable: \(name)", "Value: \(value)")
        case .failed(let status, let reason):
            if let status { text += ManagerBlock.channel("DialEnd", channel, dest: true, "DialStatus: \(status)") }
            text += ManagerBlock.originated(live.order, channel, isSuccess: false, reason: reason)
        case .hangup(let cause, let words, let sip):
            state.withLock { $0.live[channel.id] = nil }
            let lines = ["Cause: \(cause)", "Cause-txt: \(words)"] + (sip.map { ["TechCause: \($0)"] } ?? [])
            text += ManagerBlock.channel("Hangup", channel, lines.joined(separator: "\r\n"))
            return
        }
        let changed = channel
        state.withLock { if $0.live[changed.id]?.serial == live.serial { $0.live[changed.id]?.channel = changed } }
    }
}
