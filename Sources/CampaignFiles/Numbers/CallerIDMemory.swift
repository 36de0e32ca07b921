internal import Synchronization

/// The caller ids read so far: a list names the same few a million times, and each would cost a validation.
final class CallerIDMemory: Sendable {
    /// How many are kept; what comes after is read each time.
    static let most = 256

    private let known = Mutex<[String: ReadCallerID]>([:])

    /// What a text was read as, if it is remembered.
    subscript(text: String) -> ReadCallerID? {
        get { known.withLock { $0[text] } }
        set {
            known.withLock { known in
                if known.count < Self.most { known[text] = newValue }
            }
        }
    }
}
