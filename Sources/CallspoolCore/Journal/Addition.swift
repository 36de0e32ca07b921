/// Numbers that were added to a campaign: what its journal keeps of them, and what pickup leaves for the dialling side.
public struct Addition: Equatable, Sendable {
    /// A random word that no other addition to the campaign ever had: its folder's name.
    public var tag: String
    /// How many numbers there are, the rejected included.
    public var count: Int
    /// SHA-256 over the file and its contact list, in hexadecimal: recognises the same file.
    public var digest: String
    /// The file's name in `incoming/`.
    public var file: String
    /// The file's inode there: tells what a crash left behind from a file that was dropped again.
    public var inode: Int

    /// Makes an addition.
    public init(tag: String, count: Int, digest: String, file: String, inode: Int) {
        self.tag = tag
        self.count = count
        self.digest = digest
        self.file = file
        self.inode = inode
    }
}

extension Addition {
    /// Reads an addition out of a line.
    ///
    /// - Throws: `JSONLineError` when a field is missing or is not what it must be.
    public init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        var tag, digest, file: String?
        var count, inode: Int?
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            if field.isNamed("tag") {
                tag = field.value.string
            } else if field.isNamed("count") {
                count = field.value.int.flatMap { (0...Int(Int32.max)).contains($0) ? $0 : nil }
            } else if field.isNamed("digest") {
                digest = field.value.string
            } else if field.isNamed("file") {
                file = field.value.string
            } else if field.isNamed("inode") {
                inode = field.value.int
            }
        }
        self.init(
            tag: try tag.orFault("tag"),
            count: try count.orFault("count"),
            digest: try digest.orFault("digest"),
            file: try file.orFault("file"),
            inode: try inode.orFault("inode")
        )
    }
}

extension JSONLineWriter {
    /// Writes an addition's fields.
    public mutating func addition(_ addition: Addition) {
        field("tag", addition.tag)
        field("count", addition.count)
        field("digest", addition.digest)
        field("file", addition.file)
        field("inode", addition.inode)
    }
}
