/// The simulator's behaviour.
public struct SimulatorSettings: EngineChoice {
    /// `simulator`.
    public static let kind = "simulator"

    /// Simulated seconds in a real one, for the whole program; 1 is real time.
    public var speed = 1.0
    /// Everything random follows from it.
    public var seed: UInt64 = 1
    /// How likely each outcome is, for numbers that do not choose their own; need not sum up to 1.
    public var odds: [Outcome: Double] = [
        .answered: 0.34, .noAnswer: 0.36, .busy: 0.08, .unreachable: 0.08, .declined: 0.05, .invalidNumber: 0.04,
        .congestion: 0.03, .carrierError: 0.02,
    ]
    /// Of the answered, the share of machines.
    public var machines = 0.33
    /// How long it rings before an answer or a refusal.
    public var ring = Spread(from: .seconds(4), to: .seconds(20))
    /// How long an answered call lasts.
    public var talk = Spread(from: .seconds(5), to: .seconds(60))
    /// Whether it notes what it places, so that a later process can ask what became of it; only the program obeys.
    public var keepsRecords = true

    /// Makes the defaults, near a real campaign's.
    public init() {}

    /// A span chosen evenly between two.
    public struct Spread: Equatable, Sendable {
        /// The least and the most.
        public var from, to: Duration

        /// Makes a spread.
        public init(from: Duration, to: Duration) {
            self.from = from
            self.to = to
        }
    }
}

extension EngineSettings {
    /// The embedded simulator: no telephone rings.
    public static func simulator(_ settings: SimulatorSettings) -> EngineSettings { EngineSettings(settings) }

    /// The simulator's settings, where it is the engine.
    public var simulator: SimulatorSettings? { settings as? SimulatorSettings }
}
