// Foundation and not FoundationEssentials: the latter knows no zone but GMT.
internal import Foundation

extension String {
    /// Whether it names an IANA zone.
    ///
    /// Foundation alone would take `GMT+0530` and the like as well.
    var isZone: Bool {
        if self == "UTC" { return true }
        guard contains("/"), utf8.count <= 64, !hasPrefix("/"), !contains("..") else { return false }
        return TimeZone(identifier: self) != nil
    }
}
