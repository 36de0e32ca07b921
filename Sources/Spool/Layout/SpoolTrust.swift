public import Foundation

/// Whether a user may work on a spool without doing somebody else's will.
///
/// Whoever owns a folder can put links in it, and root would write wherever they lead. So root works only on what is
/// root's own; the owner of a spool runs callspool as themselves.
public struct SpoolTrust: Sendable {
    private let layout: SpoolLayout
    private let user: uid_t

    /// Judges for a user.
    public init(_ layout: SpoolLayout, user: uid_t) {
        self.layout = layout
        self.user = user
    }

    /// Why the spool is refused, and what to do; `nil` when it is not.
    ///
    /// What is not there yet refuses nothing.
    public var refusal: String? {
        guard user == 0 else { return nil }
        // The spool's own path is whoever's who gave it, and may lead through a link; what is in it may not.
        if let refusal = refusal(of: layout.root, followsLink: true) { return refusal }
        for folder in layout.folders {
            if let refusal = refusal(of: folder, followsLink: false) { return refusal }
        }
        return nil
    }

    private func refusal(of path: String, followsLink: Bool) -> String? {
        var status = stat()
        guard (followsLink ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        if status.st_mode & S_IFMT == S_IFLNK {
            return "\(path) is a symbolic link, which root does not follow within a spool; make it a folder, "
                + "or bind another one there (mount --bind)"
        }
        guard status.st_uid != user else { return nil }
        let name = getpwuid(status.st_uid)?.pointee.pw_name.map { String(cString: $0) } ?? "#\(status.st_uid)"
        return "\(path) belongs to \(name), and root does not work on another user's spool; run it as them: "
            + "sudo -u '\(name)' callspool …"
    }
}
