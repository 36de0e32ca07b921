import CallspoolCore

extension JobBatch.Rejection {
    /// Reads a line of the file in which rejections wait for their journal.
    ///
    /// - Throws: `JSONLineError` when it is none.
    init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        var index: Int?
        var reason = ""
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            if field.isNamed("index") { index = field.value.int }
            if field.isNamed("reason") { reason = field.value.string ?? "" }
        }
        guard let index else { throw JSONLineError(field: "index") }
        self.init(index: index, reason: reason)
    }
}

extension DuplicateFinder.Duplicate {
    /// Why the number is not dialled.
    func sentence(isAddition: Bool) -> String {
        switch origin {
        case .here where isAddition: "It is in this addition already, as number \(first)."
        case .here, .campaign: "It is in the campaign already, as number \(first)."
        case .addition: "It is in the campaign already, in an addition before this one."
        }
    }
}
