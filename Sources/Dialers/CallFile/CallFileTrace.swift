internal import CallspoolCore

/// What Asterisk has written into a call file: `StartRetry: PID 1 (TIME)` when it begins to dial, and in the archive
/// `Status: Completed`, `Expired` or `Failed`.
struct CallFileTrace: Equatable, Sendable {
    /// How Asterisk was done with a file.
    enum Status: String, Equatable, Sendable {
        /// The call was answered, and what it ran is over.
        case completed = "Completed"
        /// It was not answered.
        case expired = "Expired"
        /// The file could not be read, and nothing was dialled.
        case failed = "Failed"
    }

    /// When it began to dial; to the second.
    var startedAt: Timestamp?
    /// How it was done with the file; `nil` while it is not.
    var status: Status?
    /// In which running of the machine the file was written.
    var boot: String?

    /// Reads a file that may be half written.
    init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: 0x0A) {
            let text = String(decoding: line, as: UTF8.self)
            if let boot = text.rest(after: "# callspool boot ") { self.boot = boot }
            if let word = text.rest(after: "Status: ") { status = Status(rawValue: word) ?? status }
            if let start = text.rest(after: "StartRetry: ") { startedAt = Self.instant(start) ?? startedAt }
        }
    }

    /// `PID TRY (TIME)`; Asterisk writes the time at which it would look again, which is the retry time later.
    private static func instant(_ text: String) -> Timestamp? {
        guard let open = text.lastIndex(of: "("), let shut = text.lastIndex(of: ")"), open < shut,
            let seconds = Int64(text[text.index(after: open)..<shut]), (0...99_999_999_999).contains(seconds)
        else { return nil }
        return Timestamp(seconds: seconds - Int64(CallFile.retryTime))
    }
}

extension String {
    /// What comes after a beginning, without blanks around it.
    fileprivate func rest(after beginning: String) -> String? {
        guard hasPrefix(beginning) else { return nil }
        let rest = dropFirst(beginning.count)
        return String(rest.drop { $0 == " " }.prefix { $0 != "\r" })
    }
}
