internal import CallspoolCore
package import Spool

extension CampaignReading.Findings {
    /// The findings as one line of JSON.
    package func jsonLine(_ file: String) -> [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("file", file)
            line.field("ok", !isRefused)
            line.field("campaign", campaign?.name)
            line.field("add_to", addTo)
            line.field("numbers", total)
            line.field("rejected", rejected)
            line.field("diagnostics", objects: diagnostics) { diagnostic, line in
                line.field("severity", diagnostic.severity.rawValue)
                line.field("file", diagnostic.file)
                line.field("line", diagnostic.position?.line)
                line.field("column", diagnostic.position?.column)
                line.field("message", diagnostic.message)
            }
        }
        return writer.bytes
    }
}
