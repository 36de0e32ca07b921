public import CallspoolCore
internal import Foundation
internal import NIOPosix

extension CallFileDialer: EngineProbe {
    /// Whether the folders can be used; whether anybody takes files from them, only a call shows.
    public func findings() async -> [Finding] {
        do {
            // The disk may be slow, and the pool has few threads.
            return try await NIOThreadPool.singleton.runIfActive { self.look() }
        } catch {
            return [Finding(.fault, "the folders cannot be read: \(error)")]
        }
    }

    private func look() -> [Finding] {
        do throws(CallFileFolders.Failure) {
            try folders.prepare()
        } catch {
            return [Finding(.fault, error.message)]
        }
        var findings = [Finding(.fine, "call files can be written to \(settings.directory)")]
        if fileSystem(settings.staging) != fileSystem(settings.directory) {
            let words = "\(settings.staging) is on another file system than \(settings.directory)"
            findings.append(Finding(.fault, "\(words): no file can be renamed into it; see `staging`"))
        }
        findings.append(archive)
        findings.append(records)
        findings.append(Finding(.warning, "ringing, SIP status and cause are never known by call files"))
        let words = "whether Asterisk takes them is seen by a call alone: --call NUMBER"
        return findings + [Finding(.warning, words)]
    }

    private var archive: Finding {
        if access(settings.archive, R_OK | X_OK) == 0 {
            return Finding(.fine, "files that are over can be read in \(settings.archive)")
        }
        let code = errno
        // Asterisk makes it itself, and no other.
        let isAsterisks = settings.archive == settings.directory + "_done"
        if code == ENOENT, isAsterisks, access(parent(of: settings.archive), X_OK) == 0 {
            return Finding(.fine, "\(settings.archive) is not there yet: Asterisk makes it when its first call is over")
        }
        let why = String(cString: strerror(code))
        return Finding(.fault, "\(settings.archive) cannot be read (\(why)): no call would have an end; see `archive`")
    }

    private var records: Finding {
        guard let path = settings.cdr else {
            let words = "without `cdr` it is unknown why a call was not answered: a wrong number looks like no answer"
            return Finding(.warning, words)
        }
        if access(path, R_OK) == 0 { return Finding(.fine, "call records can be read in \(path)") }
        let code = errno
        if code == ENOENT, access(parent(of: path), X_OK) == 0 {
            return Finding(.fine, "call records in \(path): there are none yet")
        }
        return Finding(.warning, "call records cannot be read in \(path): \(String(cString: strerror(code)))")
    }

    private func parent(of path: String) -> String {
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        return "/\(parent)"
    }

    private func fileSystem(_ path: String) -> dev_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_dev : nil
    }
}
