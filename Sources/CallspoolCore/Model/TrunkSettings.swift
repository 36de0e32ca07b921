/// One way out to the telephone network: an engine, its share of the calls and its own caps.
public struct TrunkSettings: Equatable, Sendable {
    /// Its name, unique in the spool: `[a-z0-9][a-z0-9._-]{0,31}`; `nil` only for a single engine.
    public var name: String?
    /// Its share of the calls beside the other trunks, 1 to 100.
    public var weight: Int
    /// Own caps, below the spool's.
    public var limits: PaceLimits
    /// The engine that places its calls.
    public var engine: EngineSettings

    /// Makes a trunk; by default the spool's only one, with the simulator.
    public init(
        name: String? = nil,
        weight: Int = 1,
        limits: PaceLimits = PaceLimits(),
        engine: EngineSettings = .simulator(SimulatorSettings())
    ) {
        self.name = name
        self.weight = weight
        self.limits = limits
        self.engine = engine
    }
}
