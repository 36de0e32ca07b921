import CallspoolCore
import Testing

extension WindowState {
    /// Why it is closed, if it is.
    var closed: ClosedWindow? {
        if case .closed(let window) = self { window } else { nil }
    }

    /// When it opens, if it is closed and ever does.
    var opens: Timestamp? { closed?.opens }
}

extension Timestamp {
    /// Reads `2026-11-24T14:00:00Z`.
    init(iso8601 text: String) throws {
        let whole = text.dropLast() + ".000Z"
        self = try #require(Array(whole.utf8).withUnsafeBytes { Timestamp(iso8601: $0) })
    }
}
