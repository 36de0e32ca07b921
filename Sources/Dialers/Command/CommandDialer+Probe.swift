public import CallspoolCore
internal import Synchronization

extension CommandDialer: EngineProbe {
    /// Whether the program can be started and says hello; a second one is started for it beside one that is running.
    public func findings() async -> [Finding] {
        let limit = clock.now + times.hello + .seconds(1)
        while true {
            let round = changed.round
            let (life, name, keepsCalls) = machine.withLock { ($0.life, $0.name, $0.keepsCalls) }
            switch life {
            case .speaking: return CommandDialer.findings(name, keepsCalls)
            case .resting(_, let why): return [Finding(.fault, why.message)]
            case .unborn, .greeting: break
            }
            if clock.now >= limit || Task.isCancelled { return [Finding(.fault, "the program does not say hello")] }
            await changed.wait(past: round, until: limit, clock)
        }
    }

    private static func findings(_ name: String?, _ keepsCalls: Bool) -> [Finding] {
        let itself = name.map { "; it calls itself `\($0.printable)`" } ?? ""
        let greeting = Finding(.fine, "the program says hello\(itself)")
        if keepsCalls { return [greeting, Finding(.fine, "it can be asked about calls of the process before it")] }
        let words = "it does not keep its calls (`keeps_calls`): when it dies, those in progress are stuck"
        return [greeting, Finding(.warning, words)]
    }
}
