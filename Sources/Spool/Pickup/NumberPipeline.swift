import CallspoolCore
import CampaignFiles

/// Where numbers are checked.
public enum NumberChecking {
    /// All cores of the machine; `nil` is where pickup itself runs, for a simulation that decides who goes next.
    ///
    /// Of the task and not a setting: nothing between whoever starts the program and the checking needs to know.
    @TaskLocal public static var executor: (any TaskExecutor)? = globalConcurrentExecutor
}

/// Checks numbers on all cores while one thread reads them, and hands them on in order.
struct NumberPipeline {
    /// Small enough for other work to have its turn in between: about 4 ms.
    private static let batchSize = 512
    /// How far the reading may be ahead.
    private static let window = 12

    let region: String

    /// Reads until there is nothing more.
    ///
    /// - Parameters:
    ///   - first: the position of the first number.
    ///   - next: reads some entries; empty at the end.
    ///   - take: is given the batches in order.
    /// - Returns: how many numbers there were.
    /// - Throws: what `next` and `take` throw.
    func run(
        first: Int,
        next: (Int) throws -> [NumberEntry],
        take: (JobBatch) throws -> Void
    ) async throws -> Int {
        let reader = PhoneNumberReader(region: region)
        return try await withThrowingTaskGroup(of: JobBatch.self) { group in
            var order = BatchOrder(next: first)
            var read = first
            var isAtEnd = false
            var inProgress = 0
            while true {
                while !isAtEnd, inProgress + order.early.count < NumberPipeline.window {
                    let (entries, start) = (try next(NumberPipeline.batchSize), read)
                    isAtEnd = entries.isEmpty
                    guard !isAtEnd else { break }
                    read += entries.count
                    inProgress += 1
                    group.addTask(on: NumberChecking.executor) {
                        JobBatch(entries, first: start, reader: reader)
                    }
                }
                guard let batch = try await group.next() else { return read - first }
                inProgress -= 1
                for ready in order.take(batch) { try take(ready) }
            }
        }
    }
}

/// Puts batches that come in any order into theirs.
private struct BatchOrder {
    var next: Int
    var early: [Int: JobBatch] = [:]

    mutating func take(_ batch: JobBatch) -> [JobBatch] {
        early[batch.first] = batch
        var ready: [JobBatch] = []
        while let batch = early.removeValue(forKey: next) {
            ready.append(batch)
            next += batch.count
        }
        return ready
    }

    init(next: Int) {
        self.next = next
    }
}
