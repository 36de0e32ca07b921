internal import CallspoolCore
internal import Foundation
internal import NIOCore
internal import NIOPosix

/// The three pipes to a process, while they are open.
struct ProgramPipes: Sendable {
    /// What it writes to its standard output.
    let output: NIOAsyncChannelInboundStream<ByteBuffer>
    /// What it reads.
    let input: NIOAsyncChannelOutboundWriter<ByteBuffer>
    /// What it writes to its standard error.
    let errors: NIOAsyncChannelInboundStream<ByteBuffer>

    /// Opens the pipes around a body, and closes them after it.
    ///
    /// - Throws: what the system does not allow; the pipes are closed then too.
    static func open<Result: Sendable>(
        _ process: ChildProcess,
        _ body: @Sendable (ProgramPipes) async -> Result
    ) async throws -> Result {
        let bootstrap = NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let talk = try await bootstrap.takingOwnershipOfDescriptors(input: process.output, output: process.input) {
            channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        let errors = try await bootstrap.takingOwnershipOfDescriptor(input: process.errors) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, Never>(wrappingChannelSynchronously: channel)
            }
        }
        return try await errors.executeThenClose { errors, _ in
            try await talk.executeThenClose { output, input in
                await body(ProgramPipes(output: output, input: input, errors: errors))
            }
        }
    }
}

extension ChildProcess {
    /// Waits for the process to leave, which is asked to, and killed when it does not.
    ///
    /// The waiting is not canceled with the task: a process of ours must not outlive us.
    ///
    /// - Parameters:
    ///   - grace: how long it may take after a SIGTERM.
    ///   - isLeaving: whether it may be about to leave by itself, so that its exit status is worth a moment.
    /// - Returns: how it ended.
    func stop(grace: Duration, isLeaving: Bool) async -> String {
        let pause = Duration.milliseconds(10)
        if isLeaving { await wait(20, pause) }
        if !hasEnded {
            signal(SIGTERM)
            await wait(Int(grace.milliseconds / pause.milliseconds), pause)
        }
        return reap()
    }

    private func wait(_ rounds: Int, _ pause: Duration) async {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        for _ in 0..<rounds {
            if hasEnded { return }
            do {
                try await loop.scheduleTask(in: .milliseconds(pause.milliseconds)) {}.futureResult.get()
            } catch {
                // The loop is over, and with it the process of ours that would wait.
                return
            }
        }
    }
}
