internal import CallspoolCore

/// How far the status side has come with a campaign, from its `status.position`.
struct StatusPosition: Equatable {
    /// How many bytes of the status file are durable and may be shipped.
    var durable = 0
    /// The `finished` line of the journal up to which everything is told; `nil` while there was more to tell.
    ///
    /// More may come after it: it is compared with the journal's end before anything is closed.
    var finished: Int?

    /// Before the status side has said anything.
    init() {}

    /// Reads the file's bytes; `nil` when they are not what the status side writes.
    init?(_ bytes: [UInt8]) {
        let found = bytes.withUnsafeBytes { bytes -> StatusPosition? in
            var (n, durable, complete) = (0, Int?.none, JSONSlice?.none)
            var fields = JSONFields(bytes)
            do {
                while let field = try fields.next() {
                    if field.isNamed("n") { n = field.value.int ?? 0 }
                    if field.isNamed("status") { durable = field.value.int }
                    if field.isNamed("complete") { complete = field.value }
                }
            } catch {
                return nil
            }
            guard let durable, durable >= 0, let complete else { return nil }
            var position = StatusPosition()
            position.durable = durable
            // An earlier version said `true`, of the last line that was followed.
            position.finished = complete.int ?? (complete.bool == true ? n : nil)
            return position
        }
        guard let found else { return nil }
        self = found
    }
}
