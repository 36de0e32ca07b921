import CallspoolCore
import Logging

/// Logs to standard error, a line each, whatever the message holds: `2026-11-23T10:45:00.000Z warning: …`.
struct ErrorLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    /// The instant that lines carry.
    let now: @Sendable () -> Timestamp

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let details = all.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let tail = details.isEmpty ? "" : " (\(details))"
        let clear: TerminalText = Terminal.isError ? "\r\u{1B}[K" : ""
        ErrorStream.log("\(clear)\(now().iso8601) \(event.level.rawValue): \(event.message)\(tail)\n")
    }
}
