import CallspoolCore
import Foundation
import Stages
import Synchronization

/// Shows a person how long work goes: one line that is written over on a terminal, a line every few seconds elsewhere.
final class ProgressDisplay: Sendable {
    fileprivate struct State {
        var reading: (file: String, numbers: Int, begin: ContinuousClock.Instant)?
        let begin = ContinuousClock.now
        var rate = RateMeter()
        var shown = ""
    }

    private let isOn: Bool
    private let speed: Double
    private let state = Mutex(State())

    /// - Parameters:
    ///   - isOn: whether anything is shown.
    ///   - speed: the program's seconds in one of the machine's; rates count the program's, as the caps do.
    init(isOn: Bool, speed: Double) {
        self.isOn = isOn
        self.speed = speed
    }

    /// So many numbers of a file were read.
    func reading(_ file: String, _ numbers: Int) {
        guard isOn else { return }
        let now = ContinuousClock.now
        state.withLock { state in
            let isSame = state.reading.map { $0.file == file && $0.numbers < numbers } ?? false
            state.reading = (file, numbers, isSame ? state.reading?.begin ?? now : now)
        }
    }

    /// Shows until the task is canceled.
    func run(_ progress: @Sendable () -> DialProgress) async {
        guard isOn else { return }
        let isTerminal = Terminal.isError
        let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(1)
        while !Task.isCancelled {
            show(progress(), isTerminal)
            do { try await Task.sleep(for: pause) } catch { break }
        }
        show(progress(), isTerminal)
        if isTerminal { ErrorStream.show("\r\u{1B}[K") }
    }

    private func show(_ progress: DialProgress, _ isTerminal: Bool) {
        let line = state.withLock { state in
            let text = state.line(progress, now: ContinuousClock.now, speed: speed)
            defer { state.shown = text }
            return text == state.shown || text.isEmpty ? nil : text
        }
        guard let line else { return }
        ErrorStream.show(isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n")
    }
}

extension ProgressDisplay.State {
    fileprivate mutating func line(
        _ progress: DialProgress,
        now: ContinuousClock.Instant,
        speed: Double
    ) -> String {
        rate.count(progress.placed, at: now - begin, speed: speed)
        if let trouble = progress.trouble { return "stopped: \(trouble)" }
        let counts = progress.campaigns.map(\.counts)
        let total = counts.map(\.all).reduce(0, +)
        if total == 0, progress.placed > 0 { return "" }
        guard total > 0 else { return reading.map { readingLine($0.file, $0.numbers, in: now - $0.begin) } ?? "" }
        let left = counts.map { $0.pending + $0.dialing + $0.stuck }.reduce(0, +)
        let name = progress.campaigns.count == 1 ? progress.campaigns[0].name : "\(progress.campaigns.count) campaigns"
        var text =
            "\(name): \((total - left).grouped) of \(total.grouped) final, \(progress.inProgress.grouped) in progress"
        text += ", \(String(format: "%.1f", rate.perSecond)) calls/s"
        if let next = progress.campaigns.compactMap(\.nextDue).min() {
            text += ", next retry \(next.iso8601.dropFirst(11).prefix(8))"
        }
        return text
    }
}
