public import CallspoolCore

/// A queue store under test, and what is done to the storage beneath it.
public struct StoreRig: Sendable {
    /// A fresh store over the storage as it is, as a new process makes it: the first one, and each after a crash.
    ///
    /// What was not durable when it is called is gone.
    public var open: @Sendable () async throws -> any QueueStore
    /// Accepts a campaign with so many numbers, durably; returns what its call ids begin with.
    public var accept: @Sendable (Campaign, _ numbers: Int) async throws -> String
    /// Adds so many numbers to a campaign, durably, those at some positions among them not fit to be dialled; `nil` where
    /// the store takes none, and what needs it is left out.
    public var add: (@Sendable (_ campaign: String, _ numbers: Int, _ rejected: [Int]) async throws -> Void)?
    /// Makes every commit fail until it is called with `false`; `nil` where that cannot be done, and what needs it is
    /// left out.
    public var setBroken: (@Sendable (Bool) async -> Void)?

    /// Makes a rig.
    public init(
        open: @escaping @Sendable () async throws -> any QueueStore,
        accept: @escaping @Sendable (Campaign, _ numbers: Int) async throws -> String,
        add: (@Sendable (_ campaign: String, _ numbers: Int, _ rejected: [Int]) async throws -> Void)? = nil,
        setBroken: (@Sendable (Bool) async -> Void)? = nil
    ) {
        self.open = open
        self.accept = accept
        self.add = add
        self.setBroken = setBroken
    }
}
