import Foundation

/// Who runs the command, for what is written down with a name.
enum Person {
    /// Who asks, and by which command, as the journal tells it.
    static func by(_ command: String) -> String { "\(name), \(command)" }

    /// The login name: of the person behind `sudo` where there is one; the user's number when it has no name.
    static var name: String {
        if geteuid() == 0, let name = ProcessInfo.processInfo.environment["SUDO_USER"], !name.isEmpty { return name }
        if let entry = getpwuid(getuid()), let name = entry.pointee.pw_name { return String(cString: name) }
        return "user \(getuid())"
    }
}
