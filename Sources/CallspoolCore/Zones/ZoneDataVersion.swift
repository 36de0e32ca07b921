internal import Foundation

/// Which edition of the zone database the rules are from.
public struct ZoneDataVersion: Equatable, Sendable {
    /// As its makers count, `2026f`: the year and the place in it.
    public var name: String

    /// Makes a version.
    public init(_ name: String) {
        self.name = name
    }

    /// That of the zone files; `nil` when they do not tell.
    public static let installed = ZoneDataVersion(folder: ZoneCache.shared.folder)

    /// Whether there are zone files at all; the rules are Foundation's when there are none.
    public static let hasFiles = ZoneCache.shared.hasFiles

    /// Reads it from a folder of zone files: `+VERSION`, or the first line of `tzdata.zi`, `# version 2026f`.
    init?(folder: String) {
        let files = ["+VERSION", "tzdata.zi"].lazy
            .compactMap { FileManager.default.contents(atPath: "\(folder)/\($0)") }
        guard let start = files.first?.prefix(64) else { return nil }
        self.init(firstLine: String(decoding: start.prefix { $0 != 0x0A }, as: UTF8.self))
    }

    init?(firstLine: String) {
        guard let name = firstLine.split(separator: " ").last.map(String.init), ZoneDataVersion(name).released != nil
        else { return nil }
        self.init(name)
    }

    /// About when it was released: of the last ten years' editions, each letter came within two months of this.
    private var released: Timestamp? {
        guard let year = Int(name.prefix(4)), (1996...9999).contains(year), let letter = name.utf8.dropFirst(4).first,
            letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "z")
        else { return nil }
        let month = min(12, 1 + 2 * Int(letter - UInt8(ascii: "a")))
        return Timestamp(Timestamp.Civil(year: year, month: month, day: 1))
    }

    /// Whether it is more than a year old, about: governments have changed their clocks since.
    public func isOld(at now: Timestamp) -> Bool {
        guard let released else { return true }
        return now - released > .seconds(400 * 86_400)
    }
}
