import Foundation

/// What this process is to survive and may use, settled before it does anything.
enum ProcessLimits {
    /// How many descriptors are enough: waiting campaigns hold none, connections one each.
    private static let descriptors: rlim_t = 65_536

    /// Settles it.
    static func prepare() {
        // A reader who has gone and a file that may not grow are told by the write that fails; a signal would end calls.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        occupyStandardStreams()
        raiseDescriptors()
    }

    /// Puts something in the place of standard streams that are closed.
    ///
    /// Else the next file that is opened would get such a number, and the log's lines be written into a journal. What is
    /// put there takes no writes, as a closed stream does.
    private static func occupyStandardStreams() {
        while true {
            let descriptor = open("/dev/null", O_RDONLY)
            if descriptor > STDERR_FILENO { close(descriptor) }
            if descriptor < 0 || descriptor > STDERR_FILENO { return }
        }
    }

    /// Raises the limit of open files as far as that is allowed; where it is not, it stays.
    private static func raiseDescriptors() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < descriptors else { return }
        limit.rlim_cur = min(limit.rlim_max, descriptors)
        setrlimit(resource, &limit)
    }
}
