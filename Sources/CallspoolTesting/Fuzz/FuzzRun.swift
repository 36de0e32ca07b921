/// Feeds a target with hostile bytes for a while, and judges how it bears that.
public struct FuzzRun: Sendable {
    /// How it went.
    public struct Report: Sendable {
        /// How many inputs.
        public var inputs = 0
        /// How many bytes they were.
        public var bytes = 0
        /// The slowest input, in seconds for a megabyte of it.
        public var slowest = 0.0
        /// What was wrong; each with the input's number.
        public var faults: [String] = []
    }

    /// Seconds that a megabyte may take, on a slow machine and unoptimised: what is quadratic takes minutes.
    public var patience = 60.0
    /// Bytes from which on time is judged; below it the clock says nothing.
    private static let least = 100_000

    private let corpus: [[UInt8]]
    private let seed: UInt64

    /// Makes a run.
    ///
    /// - Precondition: the corpus is not empty.
    public init(corpus: [[UInt8]], seed: UInt64) {
        self.corpus = corpus
        self.seed = seed
    }

    /// Runs for a time on the machine's clock, or for a number of inputs, whichever is over first.
    public func run<Target: FuzzTarget>(
        _: Target.Type,
        for span: Duration,
        inputs most: Int = .max
    ) -> Report {
        var report = Report()
        var mutator = Mutator(corpus: corpus, seed: seed)
        let end = ContinuousClock.now + span
        while report.inputs < most, ContinuousClock.now < end {
            let bytes = mutator.next()
            let start = ContinuousClock.now
            feed(bytes, to: Target(), &mutator, &report)
            let took = (ContinuousClock.now - start) / .seconds(1)
            report.inputs += 1
            report.bytes += bytes.count
            guard bytes.count >= FuzzRun.least else { continue }
            let pace = took * 1e6 / Double(bytes.count)
            report.slowest = max(report.slowest, pace)
            if pace > patience { report.faults.append("input \(report.inputs): \(pace) s a megabyte") }
        }
        return report
    }

    private func feed(_ bytes: [UInt8], to first: some FuzzTarget, _ mutator: inout Mutator, _ report: inout Report) {
        var (target, rest, fed) = (first, bytes[...], 0)
        while !rest.isEmpty {
            let piece = rest.prefix(mutator.piece())
            rest = rest.dropFirst(piece.count)
            fed += piece.count
            guard target.hear(piece) else { return }
            // What it knew before, what it was told, and a share for what it says itself.
            guard target.held <= 10_000 + 2 * fed else {
                report.faults.append("input \(report.inputs + 1): holds \(target.held) after \(fed) bytes")
                return
            }
        }
    }
}
