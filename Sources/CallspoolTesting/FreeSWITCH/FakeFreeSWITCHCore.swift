internal import NIOCore
internal import Synchronization

/// The calls of a false FreeSWITCH, and who listens to it.
final class FakeFreeSWITCHCore: Sendable {
    let password: String
    let state = Mutex(FakeFreeSWITCH.State())
    private let loop: any EventLoop
    private let now: @Sendable () -> Int64
    private let fate: @Sendable (FreeSWITCHIDs) -> FakeFreeSWITCH.Fate

    init(
        password: String,
        loop: any EventLoop,
        now: @escaping @Sendable () -> Int64,
        fate: @escaping @Sendable (FreeSWITCHIDs) -> FakeFreeSWITCH.Fate
    ) {
        self.password = password
        self.loop = loop
        self.now = now
        self.fate = fate
    }

    /// Notes a listener.
    func arrived(_ channel: any Channel) -> Int {
        state.withLock { state in
            state.lastListener += 1
            state.listeners[state.lastListener] = channel
            return state.lastListener
        }
    }

    /// A listener has left.
    func left(_ number: Int) {
        state.withLock { $0.listeners[number] = nil }
    }

    /// A command has come from somebody who is logged in.
    ///
    /// - Returns: what is answered; `nil` closes the connection.
    func answer(_ command: String) -> String? {
        note(command)
        let words = command.split(separator: "\n").first?.split(separator: " ", maxSplits: 2).map(String.init) ?? []
        switch words.first {
        case "bgapi" where words.count == 3 && words[1] == "originate": return originate(command)
        case "event", "filter": return reply("+OK \(words[0]) taken")
        case "api" where words.count > 1: return response(api(words[1], words.count == 3 ? words[2] : ""))
        default: return reply("-ERR command not found")
        }
    }

    /// Sends an event to everybody who listens.
    func send(_ bytes: [UInt8]) {
        let buffer = ByteBuffer(bytes: bytes)
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.writeAndFlush(buffer, promise: nil) }
    }

    /// Ends every call now, by the last step of a script.
    func endAll(_ script: FreeSWITCHScript) {
        let ids = state.withLock { state in
            defer {
                state.live = [:]
                state.generation += 1
            }
            return state.live.keys.sorted()
        }
        guard let last = script.steps.last else { return }
        for id in ids { send(script.message(last, id: id, job: id, beganAt: now())) }
    }

    private func note(_ command: String) {
        state.withLock { if $0.keepsCommands { $0.commands.append(command) } }
    }

    private func originate(_ command: String) -> String? {
        let ids = FreeSWITCHIDs(command)
        let job = "Job-UUID: \(ids.job)"
        let isTaken = state.withLock { state in
            state.placed[ids.channel, default: 0] += 1
            return state.live[ids.channel] != nil
        }
        // Its own answer where the id is taken.
        if isTaken {
            sendJob(ids, "-ERR DESTINATION_OUT_OF_ORDER")
            return reply("+OK \(job)", job)
        }
        switch fate(ids) {
        case .plays(let script): play(script, ids)
        case .fails(let words): sendJob(ids, words)
        case .refused(let words): return reply(words)
        case .cuts(let script):
            if let script { play(script, ids) }
            return nil
        }
        return reply("+OK \(job)", job)
    }

    private func api(_ name: String, _ argument: String) -> String {
        let id = argument.split(separator: " ").first.map(String.init) ?? ""
        let isLive = state.withLock { $0.live[id] != nil }
        switch name {
        case "uuid_exists": return isLive ? "true" : "false"
        case "uuid_kill": return isLive ? "+OK\n" : "-ERR No such channel!\n"
        case "uptime": return "17"
        case "version": return "FreeSWITCH Version 1.10.12-release~64bit ( 64bit)\n"
        case "status": return FakeFreeSWITCHCore.status
        case "sofia": return argument.hasSuffix(" trunk") ? "Name\ttrunk\nState\tREGED\n" : "Invalid Gateway!\n"
        default: return "-ERR \(name) Command not found!\n"
        }
    }

    /// As recorded.
    private static let status = """
        UP 0 years, 0 days, 0 hours, 4 minutes, 13 seconds, 395 milliseconds, 648 microseconds
        FreeSWITCH (Version 1.10.12-release  64bit) is ready
        88 session(s) since startup
        0 session(s) - peak 4, last 5min 4 
        0 session(s) per Sec out of max 5000, peak 4, last 5min 4 
        20000 session(s) max
        min idle cpu 0.00/97.90
        Current Stack Size/Max 240K/8192K

        """

    private func reply(_ text: String, _ more: String? = nil) -> String {
        "Content-Type: command/reply\nReply-Text: \(text)\n\(more.map { "\($0)\n" } ?? "")\n"
    }

    private func response(_ text: String) -> String {
        "Content-Type: api/response\nContent-Length: \(text.utf8.count)\n\n\(text)"
    }
}

// A call.
extension FakeFreeSWITCHCore {
    private func play(_ script: FreeSWITCHScript, _ ids: FreeSWITCHIDs) {
        let began = now()
        let generation = state.withLock { state in
            state.live[ids.channel] = state.generation
            return state.generation
        }
        step(0, of: script, ids, began, generation)
    }

    private func step(
        _ place: Int,
        of script: FreeSWITCHScript,
        _ ids: FreeSWITCHIDs,
        _ began: Int64,
        _ generation: Int
    ) {
        guard place < script.steps.count else { return }
        let next = script.steps[place]
        let wait = max(0, began + next.after - now())
        loop.scheduleTask(in: .microseconds(wait)) { [self] in
            let goesOn = state.withLock { state in
                guard state.generation == generation else { return false }
                guard next.event == "CHANNEL_HANGUP_COMPLETE" else { return true }
                if state.holdsEnds {
                    state.heldEnds.append { self.step(place, of: script, ids, began, generation) }
                    return false
                }
                state.live[ids.channel] = nil
                return true
            }
            guard goesOn else { return }
            send(script.message(next, id: ids.channel, job: ids.job, beganAt: began))
            step(place + 1, of: script, ids, began, generation)
        }
    }

    func letEnd() {
        let ends = state.withLock { state in
            state.holdsEnds = false
            defer { state.heldEnds = [] }
            return state.heldEnds
        }
        for end in ends { end() }
    }

    private func sendJob(_ ids: FreeSWITCHIDs, _ words: String) {
        let body = """
            Event-Name: BACKGROUND_JOB
            Event-Date-Timestamp: \(now())
            Job-UUID: \(ids.job)
            Job-Command: originate
            Content-Length: \(words.utf8.count + 1)

            \(words)

            """
        let head = "Content-Length: \(body.utf8.count)\nContent-Type: text/event-plain\n\n"
        // The event overtakes the command's answer no more than with the real one.
        loop.scheduleTask(in: .microseconds(200)) { [self] in send(Array((head + body).utf8)) }
    }
}
