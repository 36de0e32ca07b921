internal import Foundation
internal import Synchronization

/// The zones that were asked for, and where they are read: the system's zone files, once each.
///
/// The one place of Core that reads files, as Foundation reads its own zones: a zone's rules are constants that come with
/// the machine. They are the same for as long as the program runs.
final class ZoneCache: Sendable {
    /// The program's, of the folder that `TZDIR` names, as for glibc, or else of `/usr/share/zoneinfo`.
    static let shared = ZoneCache(
        folder: ProcessInfo.processInfo.environment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/share/zoneinfo"
    )

    /// Where the zone files are.
    let folder: String
    private let zones = Mutex<[String: Zone?]>([:])
    private let spellings = Mutex<[String: String]?>(nil)

    init(folder: String) {
        self.folder = folder
    }

    /// Whether there are zone files at all.
    var hasFiles: Bool { FileManager.default.fileExists(atPath: folder + "/Etc/UTC") }

    /// A zone by its name; `nil` when it is not known.
    func zone(_ name: String) -> Zone? {
        zones.withLock { zones in
            if let known = zones[name] { return known }
            let zone = read(name)
            // Names come checked, so there are hundreds at most; what is not checked shall not fill the memory.
            if zones.count < 4096 { zones[name] = .some(zone) }
            return zone
        }
    }

    /// Whether a zone is known.
    func knows(_ name: String) -> Bool {
        guard ZoneCache.isName(name) else { return TimeZone(identifier: name) != nil }
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
        return isThere && !isFolder.boolValue || TimeZone(identifier: name) != nil
    }

    /// How a zone's name is spelt, whatever its letter case here; `nil` when there is no such zone.
    func spelling(of name: String) -> String? {
        spellings.withLock { spellings in
            if let known = spellings { return known[name.lowercased()] }
            let files = (FileManager.default.subpaths(atPath: folder) ?? []).filter(ZoneCache.isName)
            let names = files + TimeZone.knownTimeZoneIdentifiers
            let read = Dictionary(names.map { ($0.lowercased(), $0) }) { first, _ in first }
            spellings = read
            return read[name.lowercased()]
        }
    }

    private func read(_ name: String) -> Zone? {
        if ZoneCache.isName(name), let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
            let rules = ZoneRules(tzif: Array(data))
        {
            return Zone(name: name, rules: .file(rules))
        }
        return TimeZone(identifier: name).map { Zone(name: name, rules: .foundation($0)) }
    }

    /// Whether a name can be a zone's file: nothing that leads out of the folder, nor into `posix/` and `right/`, which
    /// repeat the others.
    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isLetter, name.utf8.count <= 64, !name.hasPrefix("posix/"),
            !name.hasPrefix("right/")
        else { return false }
        return name.utf8.allSatisfy { $0.isLetter || $0 >= 0x30 && $0 <= 0x39 || "/_+-".utf8.contains($0) }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "z") }
}
