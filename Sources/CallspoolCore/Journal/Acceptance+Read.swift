extension Acceptance {
    /// Reads an acceptance out of a journal's first line.
    ///
    /// - Throws: `JSONLineError` when a field is missing or is not what it must be.
    init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        var campaign: Campaign?
        var tag, digest, file: String?
        var total, inode: Int?
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            if field.isNamed("format") {
                // Before anything else of the line is looked at: it may be another in that format.
                guard let format = field.value.int, (1...Acceptance.format).contains(format) else {
                    throw JSONLineError(unknownFormat: field.value.int ?? 0)
                }
            } else if field.isNamed("campaign") {
                campaign = try Campaign(field.value)
            } else if field.isNamed("tag") {
                tag = field.value.string
            } else if field.isNamed("digest") {
                digest = field.value.string
            } else if field.isNamed("file") {
                file = field.value.string
            } else if field.isNamed("total") {
                total = field.value.int.flatMap { (0...Int(Int32.max)).contains($0) ? $0 : nil }
            } else if field.isNamed("inode") {
                inode = field.value.int
            }
        }
        self.init(
            campaign: try campaign.orFault("campaign"),
            tag: try tag.orFault("tag"),
            total: try total.orFault("total"),
            digest: try digest.orFault("digest"),
            file: try file.orFault("file"),
            inode: try inode.orFault("inode")
        )
    }
}
