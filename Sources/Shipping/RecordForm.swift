internal import CallspoolCore

/// The call id of a status record's line.
///
/// - Throws: `DeliveryFault` when the line is not a status record.
func callID(of line: [UInt8]) throws(DeliveryFault) -> String {
    let id = try walk(line) { fields throws(JSONLineError) in
        while let field = try fields.next() {
            if field.isNamed("call_id") { return field.value.string }
        }
        return nil
    }
    guard let id, !id.isEmpty else { throw DeliveryFault(message: "the record has no call_id") }
    return id
}

/// The fields of a form in their order, and the record's fields that they are.
private let formFields: [(name: StaticString, field: StaticString)] = [
    ("phone_number", "phone_number"),
    ("message_reference", "message_reference"),
    ("call_id", "call_id"),
    ("result", "status"),
    ("callee_type", "callee_type"),
    ("attempts", "attempts"),
    ("last_attempt_timestamp", "last_attempt_timestamp"),
    ("duration", "duration"),
]

/// A status record's line as a form: `name=value&name=value…`; what is null or missing is empty.
///
/// - Throws: `DeliveryFault` when the line is not a JSON object.
func form(of line: [UInt8]) throws(DeliveryFault) -> [UInt8] {
    let values = try walk(line) { fields throws(JSONLineError) in
        var values = [[UInt8]](repeating: [], count: formFields.count)
        while let field = try fields.next() {
            if let place = formFields.firstIndex(where: { field.isNamed($0.field) }) {
                values[place] = formEncoded(field.value)
            }
        }
        return values
    }
    var bytes: [UInt8] = []
    for (place, field) in formFields.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: "&")) }
        bytes.append(contentsOf: field.name.description.utf8)
        bytes.append(UInt8(ascii: "="))
        bytes.append(contentsOf: values[place])
    }
    return bytes
}

private func walk<Result>(
    _ line: [UInt8],
    _ body: (inout JSONFields) throws(JSONLineError) -> Result
) throws(DeliveryFault) -> Result {
    let result = line.withUnsafeBytes { bytes in
        Swift.Result { () throws(JSONLineError) in
            var fields = JSONFields(bytes)
            return try body(&fields)
        }
    }
    switch result {
    case .success(let value): return value
    case .failure: throw DeliveryFault(message: "the record is not JSON")
    }
}

/// A value in application/x-www-form-urlencoded, as the URL standard's serializer writes it.
private func formEncoded(_ value: JSONSlice) -> [UInt8] {
    if value.isNull { return [] }
    var bytes: [UInt8] = []
    for byte in value.string?.utf8.map(\.self) ?? Array(value.bytes) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            bytes.append(byte)
        case UInt8(ascii: " "): bytes.append(UInt8(ascii: "+"))
        default: appendHex(byte, after: "%", to: &bytes)
        }
    }
    return bytes
}
