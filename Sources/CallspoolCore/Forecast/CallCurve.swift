/// Calls placed in each quarter hour.
public struct CallCurve: Equatable, Sendable {
    /// The span that a figure is for.
    public static let step = Duration.seconds(900)

    /// When the first quarter hour begins.
    public let begin: Timestamp
    /// The calls of each quarter hour, up to the last in which there are any.
    public private(set) var calls: [Int] = []

    /// Makes an empty curve.
    public init(from now: Timestamp) {
        let step = Self.step.milliseconds
        begin = Timestamp(milliseconds: now.milliseconds - (now.milliseconds % step + step) % step)
    }

    /// Counts calls.
    public mutating func add(_ count: Int, at: Timestamp) {
        let place = Int((at - begin).milliseconds / Self.step.milliseconds)
        guard count > 0, place >= 0 else { return }
        if place >= calls.count { calls.append(contentsOf: repeatElement(0, count: place + 1 - calls.count)) }
        calls[place] += count
    }
}
