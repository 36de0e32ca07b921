internal import CallspoolCore

extension String {
    /// Whether it names an IANA zone, in its own letters.
    ///
    /// Foundation, which is asked for what has no zone file, would take `GMT+0530` and the like as well.
    var isZone: Bool {
        self == "UTC" || isZonePath && Zone(self) != nil
    }

    /// The IANA zone that it names, letter case aside, as the zone itself is written; `nil` when there is none.
    var zoneName: String? {
        if isZone { return self }
        if lowercased() == "utc" { return "UTC" }
        return isZonePath ? Zone(anyCase: self)?.name : nil
    }

    private var isZonePath: Bool {
        contains("/") && utf8.count <= 64 && !hasPrefix("/") && !contains("..")
    }
}
