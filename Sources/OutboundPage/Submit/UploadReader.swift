internal import CallspoolCore
internal import CampaignFiles
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Spool

/// Takes in a form with files, and writes those to a folder as they come.
///
/// Memory does not grow with the upload, and nothing is written before the form has shown the session's token.
struct UploadReader {
    /// What came.
    struct Upload: Equatable, Sendable {
        /// The campaign file's name in the folder.
        var campaign: String?
        /// The names of the other files.
        var lists: [String] = []
        /// Whether the file is meant although the same list was accepted a short while ago.
        var again = false
    }

    /// How long a field that is not a file may be.
    private static let longestField = 4096

    let folder: String
    let disk: any Disk
    let threads: DiskThreads
    /// The most bytes in all.
    let most: Int
    /// Whether a form may be taken with that token.
    let admits: @Sendable (_ token: String) -> Bool

    private var upload = Upload()
    private var isAdmitted = false
    private var part = Part.none

    /// Where the content of a part goes.
    private enum Part {
        case none
        /// A file that nobody chose: an empty field.
        case nothing
        case token([UInt8])
        /// A box that is ticked: there at all.
        case again
        case file(any OpenFile)
    }

    init(
        into folder: String,
        on disk: any Disk,
        _ threads: DiskThreads,
        atMost most: Int,
        admits: @escaping @Sendable (String) -> Bool
    ) {
        (self.folder, self.disk, self.threads, self.most, self.admits) = (folder, disk, threads, most, admits)
    }

    /// Reads a request's body to its end.
    ///
    /// - Throws: `PageFault` when it is not a form of ours, or too long; `DiskError`.
    mutating func receive(_ request: Request) async throws -> Upload {
        guard let type = request.headers[.contentType], let boundary = MultipartBoundary.read(type) else {
            throw PageFault(.unsupportedMediaType, "This takes the form of the submit page, with its files.")
        }
        var parser = MultipartParser(boundary: boundary)
        var length = 0
        defer { closePart() }
        do throws(any Error) {
            for try await buffer in request.body {
                length += buffer.readableBytes
                guard length <= most else {
                    throw PageFault(.contentTooLarge, "This is more than the page takes, which is \(most >> 20) MiB.")
                }
                for event in try parser.take(buffer.readableBytesView) { try await take(event) }
            }
        } catch let fault as MultipartParser.Fault {
            throw PageFault(.badRequest, "The form cannot be read: \(fault.message).")
        }
        guard parser.isOver else { throw PageFault(.badRequest, "The form broke off; send it again.") }
        guard isAdmitted else { throw UploadReader.forged }
        return upload
    }

    private static let forged = PageFault(
        .forbidden,
        "This form is not of this session any more. Open the page again and send it again."
    )

    private mutating func take(_ event: MultipartParser.Event) async throws {
        switch event {
        case .part(let head): part = try await begin(head)
        case .content(let bytes): try await add(bytes)
        case .end:
            if case .token(let bytes) = part { isAdmitted = admits(String(decoding: bytes, as: UTF8.self)) }
            if case .again = part { upload.again = true }
            closePart()
        }
    }

    private mutating func begin(_ head: MultipartHead) async throws -> Part {
        guard let fileName = head.fileName else {
            switch head.name {
            case "token": return .token([])
            case "again": return .again
            default: throw PageFault(.badRequest, "The form has an unknown field.")
            }
        }
        guard !fileName.isEmpty else { return .nothing }
        guard isAdmitted else { throw UploadReader.forged }
        guard var name = UploadName.sanitised(fileName) else {
            throw PageFault(.badRequest, "A file cannot be named like that; give it a name such as spring.yaml.")
        }
        switch head.name {
        case "campaign":
            guard upload.campaign == nil else { throw PageFault(.badRequest, "Choose one campaign file.") }
            if !name.isCampaignFileName { name += ".yaml" }
            upload.campaign = name
        case "lists": upload.lists.append(name)
        default: throw PageFault(.badRequest, "The form has an unknown field.")
        }
        let names = [upload.campaign].compactMap { $0 } + upload.lists
        guard Set(names).count == names.count else { throw PageFault(.badRequest, "Two files have the name \(name).") }
        let path = "\(folder)/\(name)"
        return .file(try await threads.run { [disk] in try disk.openAppending(path) })
    }

    private mutating func add(_ bytes: [UInt8]) async throws {
        switch part {
        case .none, .nothing, .again: break
        case .token(let known):
            guard known.count + bytes.count <= UploadReader.longestField else { throw UploadReader.forged }
            part = .token(known + bytes)
        case .file(let file):
            try await threads.run { try bytes.withUnsafeBytes { try file.append($0) } }
        }
    }

    private mutating func closePart() {
        if case .file(let file) = part { file.close() }
        part = .none
    }
}
