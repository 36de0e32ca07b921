internal import CallspoolCore

/// How far the status side has come with a campaign, from its `status.position`.
struct StatusPosition: Equatable {
    /// How many bytes of the status file are durable and may be shipped.
    var durable = 0
    /// Whether nothing more will come.
    var isComplete = false

    /// Before the status side has said anything.
    init() {}

    /// Reads the file's bytes; `nil` when they are not what the status side writes.
    init?(_ bytes: [UInt8]) {
        let found = bytes.withUnsafeBytes { bytes -> (durable: Int?, isComplete: Bool?) in
            var found: (durable: Int?, isComplete: Bool?)
            var fields = JSONFields(bytes)
            do {
                while let field = try fields.next() {
                    if field.isNamed("status") {
                        found.durable = field.value.int
                    } else if field.isNamed("complete") {
                        found.isComplete = field.value.bool
                    }
                }
            } catch {
                return (nil, nil)
            }
            return found
        }
        guard let durable = found.durable, durable >= 0, let isComplete = found.isComplete else { return nil }
        self.durable = durable
        self.isComplete = isComplete
    }
}
