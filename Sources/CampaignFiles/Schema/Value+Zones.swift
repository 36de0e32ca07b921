internal import CallspoolCore

extension String {
    /// Whether it names an IANA zone.
    ///
    /// Foundation, which is asked for what has no zone file, would take `GMT+0530` and the like as well.
    var isZone: Bool {
        if self == "UTC" { return true }
        guard contains("/"), utf8.count <= 64, !hasPrefix("/"), !contains("..") else { return false }
        return Zone(self) != nil
    }
}
