import CallspoolCore

/// A notice that is to be delivered, as a file of its own, `queue/.notices/ID`: the first line says where it goes and how
/// often it was tried, the second is its body.
///
/// When the file appears it is promised; it is removed when the notice is taken.
struct NoticeFile {
    let layout: SpoolLayout
    let disk: any Disk

    /// Writes a notice, durably.
    func put(_ waiting: WaitingNotice) throws(DiskError) {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("id", waiting.notice.id)
            line.field("subject", waiting.notice.subject)
            line.field("url", waiting.notice.url)
            line.field("secrets", waiting.notice.secrets)
            line.field("tries", waiting.tries)
            line.field("next_try_at", waiting.dueAt)
        }
        try disk.makeFolder(layout.notices)
        // The folder's own name must be durable too; it may have been made by a process that died.
        try disk.syncFolder(layout.queue)
        let bytes = writer.bytes + waiting.notice.body + [UInt8(ascii: "\n")]
        try disk.replace(path(waiting.notice.id), with: bytes, isPrivate: true)
    }

    /// Reads a notice; `nil` when the file is none.
    func read(_ name: String) throws(DiskError) -> WaitingNotice? {
        guard let bytes = try disk.contents("\(layout.notices)/\(name)"),
            let feed = bytes.firstIndex(of: UInt8(ascii: "\n")), bytes.last == UInt8(ascii: "\n")
        else { return nil }
        let head = bytes[..<feed]
        let body = Array(bytes[(feed + 1)...].dropLast())
        do {
            return try head.withUnsafeBytes { try WaitingNotice($0, body: body) }
        } catch {
            return nil  // Not ours, or a person's work.
        }
    }

    /// Forgets a notice.
    func remove(_ id: String) throws(DiskError) {
        try disk.remove(path(id))
    }

    private func path(_ id: String) -> String { "\(layout.notices)/\(id)" }
}

extension WaitingNotice {
    fileprivate init(_ head: UnsafeRawBufferPointer, body: [UInt8]) throws(JSONLineError) {
        var id, subject, url: String?
        var secrets: [String] = []
        var tries: Int?
        var dueAt: Timestamp?
        var fields = JSONFields(head)
        while let field = try fields.next() {
            if field.isNamed("id") {
                id = field.value.string
            } else if field.isNamed("subject") {
                subject = field.value.string
            } else if field.isNamed("url") {
                url = field.value.string
            } else if field.isNamed("secrets") {
                secrets = field.value.elements?.compactMap(\.string) ?? []
            } else if field.isNamed("tries") {
                tries = field.value.int
            } else if field.isNamed("next_try_at") {
                dueAt = field.value.timestamp
            }
        }
        guard let id, let subject, let url, let tries, let dueAt else { throw JSONLineError() }
        let notice = Notice(id: id, subject: subject, url: url, secrets: secrets, body: body)
        self.init(notice, tries: tries, dueAt: dueAt)
    }
}
