extension JSONLineWriter {
    /// Writes a line of `jobs.jsonl`; what a number does not have is left out.
    ///
    /// The call id is not in it: the line's number is its end, and its beginning is in the journal's first line. So the
    /// jobs can be written before the campaign's name is known, which may stand below the numbers.
    public mutating func jobLine(
        phoneNumber: String,
        callerID: String?,
        messageReference: String?,
        parameters: [Parameter],
        timezone: String?,
        postDial: String?
    ) {
        line { line in
            line.field("phone_number", phoneNumber)
            if let callerID { line.field("ani", callerID) }
            if let messageReference { line.field("message_reference", messageReference) }
            if !parameters.isEmpty { line.field("call_parameters", parameters) }
            if let timezone { line.field("timezone", timezone) }
            if let postDial { line.field("postd", postDial) }
        }
    }
}

extension CallJob {
    /// Reads a line of `jobs.jsonl`.
    ///
    /// - Throws: `JSONLineError` when it is none.
    public init(_ bytes: UnsafeRawBufferPointer, callID: String) throws(JSONLineError) {
        self.init(callID: callID, phoneNumber: "")
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            if field.isNamed("phone_number") {
                phoneNumber = try field.value.string.orFault("phone_number")
            } else if field.isNamed("ani") {
                callerID = field.value.string
            } else if field.isNamed("message_reference") {
                messageReference = field.value.string
            } else if field.isNamed("call_parameters") {
                parameters = try field.value.parameters.orFault("call_parameters")
            } else if field.isNamed("timezone") {
                timezone = field.value.string
            } else if field.isNamed("postd") {
                postDial = field.value.string
            }
        }
    }
}
