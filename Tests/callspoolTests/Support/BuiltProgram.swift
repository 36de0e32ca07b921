import Foundation

/// The built command, and the project around it.
enum BuiltProgram {
    /// The command: what `CALLSPOOL_BINARY` names, else the one in the build folder that these tests are in.
    static func path() throws -> String {
        if let named = ProcessInfo.processInfo.environment["CALLSPOOL_BINARY"] { return named }
        var folders = [Bundle.main.bundleURL]
        if let own = CommandLine.arguments.first { folders.append(URL(fileURLWithPath: own)) }
        for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
            folders.append(bundle.bundleURL)
        }
        for start in folders {
            var folder = start
            // The test bundle is beside the command, or one or two folders below (macOS).
            for _ in 0..<4 {
                let candidate = folder.appending(path: "callspool").path
                if FileManager.default.isExecutableFile(atPath: candidate), !isFolder(candidate) { return candidate }
                folder = folder.deletingLastPathComponent()
            }
        }
        throw TestTrouble("no built `callspool` found; build it, or name it in CALLSPOOL_BINARY")
    }

    /// The project's folder.
    static var project: URL {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
