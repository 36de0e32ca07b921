import CallspoolCore
import Synchronization

/// Shows a person on a terminal how far the reading of a large file is, and how fast it goes.
final class ReadingProgress: Sendable {
    private struct State {
        var begin: ContinuousClock.Instant
        var shown: ContinuousClock.Instant
        var isOnScreen = false
    }

    private static let pause = Duration.milliseconds(200)

    private let file: String
    private let state: Mutex<State>

    /// Begins to count; nothing is shown of a file that is read in a moment.
    init(_ file: String) {
        self.file = file
        let now = ContinuousClock.now
        state = Mutex(State(begin: now, shown: now))
    }

    /// So many numbers were read.
    func reading(_ numbers: Int) {
        guard Terminal.isError else { return }
        let now = ContinuousClock.now
        let line = state.withLock { state -> String? in
            guard now - state.shown >= ReadingProgress.pause else { return nil }
            state.shown = now
            state.isOnScreen = true
            return readingLine(file, numbers, in: now - state.begin)
        }
        if let line { Terminal.show("\r\u{1B}[K\(line)") }
    }

    /// Clears the line.
    func end() {
        if state.withLock({ $0.isOnScreen }) { Terminal.show("\r\u{1B}[K") }
    }
}

/// `reading big.yaml: 739,329 numbers, 450,000 a second`.
func readingLine(_ file: String, _ numbers: Int, in span: Duration) -> String {
    let seconds = max(span.inSeconds, 0.001)
    return "reading \(file): \(numbers.grouped) numbers, \(Int(Double(numbers) / seconds).grouped) a second"
}
