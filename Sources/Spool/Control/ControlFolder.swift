public import CallspoolCore

/// Requests as files in `control/`: `CAMPAIGN.stop`, `all.suspend`, `CALL_ID.cancel`, `CALL_ID.settle`.
///
/// A file that is gone was carried out.
public struct ControlFolder: ControlDesk {
    private let layout: SpoolLayout
    private let disk: any Disk

    /// Names the folder of a spool.
    public init(_ layout: SpoolLayout, on disk: any Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Reads the folder; what is no request is left alone.
    public func pending() async throws -> [ControlRequest] {
        do throws(DiskError) {
            let files = try disk.list(layout.control).filter { $0.kind == .file && !$0.name.hasPrefix(".") }
            var requests: [ControlRequest] = []
            for file in files.sorted(by: { ($0.modified, $0.name) < ($1.modified, $1.name) }) {
                guard let dot = file.name.lastIndex(of: "."), dot != file.name.startIndex,
                    let action = ControlRequest.Action(rawValue: String(file.name[file.name.index(after: dot)...]))
                else { continue }
                guard file.size <= SettleFile.longest else { continue }
                let bytes = try disk.contents("\(layout.control)/\(file.name)", atMost: SettleFile.longest) ?? []
                let target = String(file.name[..<dot])
                let settlements = action == .settle ? SettleFile.settlements(bytes, target: target) : []
                // One that names no call and no outcome is no request.
                if action == .settle, settlements.isEmpty { continue }
                let words = action == .settle ? nil : firstWords(bytes)
                requests.append(
                    ControlRequest(action, target, by: words ?? "control file", settlements: settlements)
                )
            }
            return requests
        } catch {
            throw StoreError(error)
        }
    }

    /// Removes the file.
    public func done(_ request: ControlRequest) async throws {
        do throws(DiskError) {
            try disk.remove(path(request))
        } catch {
            throw StoreError(error)
        }
    }

    /// Whether results are to be written anew.
    public func hasResultRequests() async throws -> Bool {
        do throws(DiskError) {
            return try !RebuildRequests(layout, on: disk).pending().isEmpty
        } catch {
            throw StoreError(error)
        }
    }

    /// Puts a request there for a running program.
    ///
    /// - Throws: `DiskError`.
    public func put(_ request: ControlRequest) throws(DiskError) {
        let bytes =
            request.action == .settle ? SettleFile.bytes(request.settlements) : Array((request.by + "\n").utf8)
        try disk.replace(path(request), with: bytes)
    }

    /// Whether a request still waits.
    ///
    /// - Throws: `DiskError`.
    public func isPending(_ request: ControlRequest) throws(DiskError) -> Bool {
        try disk.entry(path(request)) != nil
    }

    private func path(_ request: ControlRequest) -> String {
        "\(layout.control)/\(request.target).\(request.action.rawValue)"
    }
}

/// The first line, at most 80 characters of it; `nil` when there is none.
func firstWords(_ bytes: [UInt8]) -> String? {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    return line.isEmpty ? nil : String(String(decoding: line, as: UTF8.self).prefix(80))
}
