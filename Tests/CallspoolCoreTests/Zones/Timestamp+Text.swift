import CallspoolCore

extension Timestamp {
    /// Reads `2027-07-01T00:00:00.000Z`.
    init?(text: String) {
        guard let read = Array(text.utf8).withUnsafeBytes({ Timestamp(iso8601: $0) }) else { return nil }
        self = read
    }
}
