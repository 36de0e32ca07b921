internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Presentation
internal import Spool

/// The files of a campaign, to be saved.
///
/// Where numbers are hidden from viewers they do not get the files of `results/`, which have them whole; the tables have
/// them hidden, and the report has none.
struct DownloadRoutes: Sendable {
    let parts: PageParts

    /// Adds the route.
    func add(to router: Router<PageContext>) {
        router.get("/campaigns/:name/files/:file") { request, context in try await download(context) }
    }

    private func download(_ context: PageContext) async throws -> Response {
        let (name, watch) = (try context.campaignName(), parts.watch)
        guard let kind = Download(rawValue: try context.parameters.require("file")) else {
            throw PageFault(.notFound, "There is no such file of a campaign.")
        }
        guard let campaign = try await parts.threads.run({ try watch.campaign(name) }) else {
            throw PageFault.noCampaign(name)
        }
        let mask = parts.mask(context)
        guard !mask.isOn || !kind.isVerbatim else {
            throw PageFault(
                .forbidden,
                "This file has whole numbers in it, which are hidden from viewers; take the table."
            )
        }
        var headers = HTTPFields()
        headers[.contentType] = kind.type
        headers[.contentDisposition] = "attachment; filename=\"\(name).\(kind.rawValue)\""
        return Response(status: .ok, headers: headers, body: try await body(kind, campaign, mask))
    }

    private func body(_ kind: Download, _ campaign: CampaignWatch, _ mask: NumberMask) async throws -> ResponseBody {
        let name = campaign.place.folder.name
        switch kind {
        case .callLines: return try await lines(parts.layout.calls(name))
        case .statusLines: return try await lines(parts.layout.status(name))
        case .callTable: return try await table(parts.layout.calls(name), .calls(mask))
        case .statusTable: return try await table(parts.layout.status(name), .status(mask))
        case .report:
            let report = try await parts.reports.report(of: campaign, atMost: .zero)
            let page = ReportPage(report, version: parts.version, now: parts.clock.wall)
            return ResponseBody(byteBuffer: ByteBuffer(string: page.text))
        }
    }

    private func lines(_ path: String) async throws -> ResponseBody {
        try await stream(path, head: []) { Array($0) + [UInt8(ascii: "\n")] }
    }

    private func table(_ path: String, _ table: RecordTable) async throws -> ResponseBody {
        try await stream(path, head: table.head) { table.line($0) }
    }

    private func stream(
        _ path: String,
        head: [UInt8],
        _ line: @escaping @Sendable (UnsafeRawBufferPointer) -> [UInt8]
    ) async throws -> ResponseBody {
        let (disk, threads) = (parts.disk, parts.threads)
        let opened = try await threads.run { () throws -> (file: any OpenFile, length: Int)? in
            guard try disk.entry(path) != nil else { return nil }
            let file = try disk.openReading(path)
            return (file, try file.size())
        }
        // Before the first result there is no file yet: an empty one says as much.
        guard let opened else { return ResponseBody(byteBuffer: ByteBuffer(bytes: head)) }
        return LineStream(file: opened.file, length: opened.length, threads: threads, head: head, line: line).body
    }
}
