public import CallspoolCore

/// A dialer under test, fresh, and the time it lives in.
public struct DialerRig: Sendable {
    /// The dialer; its `run` is the suite's to call.
    public var dialer: any Dialer
    /// The clock the dialer was made with.
    public var clock: any ProgramClock
    /// Lets some time pass: a step of a virtual clock, a moment of a real one.
    public var letTimePass: @Sendable () async -> Void
    /// Makes a dialer as a new process does, over the engine as it is by now; `nil` for an engine that dies with the
    /// process and leaves no records, and what needs it is left out.
    public var restart: (@Sendable () async throws -> any Dialer)?

    /// Makes a rig on any clock.
    public init(
        _ dialer: any Dialer,
        clock: any ProgramClock,
        letTimePass: @escaping @Sendable () async -> Void
    ) {
        self.dialer = dialer
        self.clock = clock
        self.letTimePass = letTimePass
    }

    /// Makes a rig on a virtual clock, which nobody else moves.
    public init(_ dialer: any Dialer, on clock: VirtualClock) {
        self.init(dialer, clock: clock) { await clock.step() }
    }
}
