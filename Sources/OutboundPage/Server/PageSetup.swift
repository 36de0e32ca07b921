public import CallspoolCore
public import Spool

/// What a server of the page is given.
public struct PageSetup: Sendable {
    /// The spool.
    public var layout: SpoolLayout
    /// Where it is.
    public var disk: any Disk
    /// Its settings; `page` says how the page is served, its paths where the files are.
    public var settings: Settings
    /// The machine's clock.
    public var clock: any ProgramClock
    /// The program's now.
    public var programNow: @Sendable () throws -> Timestamp
    /// The program's version.
    public var version: String
    /// Random bytes that nobody guesses.
    public var random: @Sendable (Int) -> [UInt8]

    /// Takes all of it.
    public init(
        layout: SpoolLayout,
        disk: any Disk,
        settings: Settings,
        clock: any ProgramClock,
        programNow: @escaping @Sendable () throws -> Timestamp,
        version: String,
        random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.layout = layout
        self.disk = disk
        self.settings = settings
        self.clock = clock
        self.programNow = programNow
        self.version = version
        self.random = random
    }
}
