internal import CallspoolCore

/// The body of a delivery and the names that go with it, from its records' lines.
///
/// The same lines give the same bytes at every try.
struct DeliveryBody: Equatable {
    /// The body.
    var bytes: [UInt8]
    /// Its `Content-Type`.
    var contentType: String
    /// The delivery's `webhook-id`.
    var id: String

    /// Makes a body: the record as it is or as a form, or, of a campaign with batches, the records as JSON lines.
    ///
    /// - Throws: `DeliveryFault` when what should be a record's line is none.
    init(_ delivery: Delivery) throws(DeliveryFault) {
        let lines = delivery.lines
        if let own = delivery.id {
            (id, bytes, contentType) = (own, lines, "application/json")
            return
        }
        id = webhookID(callID: try callID(of: lines.firstLine))
        guard delivery.target.batch == 1 else {
            // No call id ends so, as its last part is a number alone.
            id += "_\(delivery.batch.count)"
            bytes = lines
            bytes.append(UInt8(ascii: "\n"))
            contentType = "application/x-ndjson"
            return
        }
        switch delivery.target.format {
        case .json:
            bytes = lines
            contentType = "application/json"
        case .form:
            bytes = try form(of: lines)
            contentType = "application/x-www-form-urlencoded"
        }
    }
}

extension [UInt8] {
    /// What comes before the first line feed.
    fileprivate var firstLine: [UInt8] { firstIndex(of: UInt8(ascii: "\n")).map { Array(self[..<$0]) } ?? self }
}

/// Why no request could be made.
struct DeliveryFault: Error, Equatable {
    /// What is wrong, in a few words.
    var message: String
}

/// The `webhook-id` of a call: `msg_` and the call id, of which a call has exactly one record.
///
/// Letters in lower case, digits, `-` and `_` stand for themselves, any other byte is `X` and two hexadecimal digits: the
/// id must not hold a dot, which separates it from the timestamp in what is signed, and two calls must never share one.
func webhookID(callID: String) -> String {
    var id: [UInt8] = Array("msg_".utf8)
    for byte in callID.utf8 {
        switch byte {
        case UInt8(ascii: "X"): appendHex(byte, after: "X", to: &id)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            id.append(byte)
        default: appendHex(byte, after: "X", to: &id)
        }
    }
    return String(decoding: id, as: UTF8.self)
}

/// Appends a sign and two hexadecimal digits in upper case.
func appendHex(_ byte: UInt8, after sign: Unicode.Scalar, to bytes: inout [UInt8]) {
    let digits: StaticString = "0123456789ABCDEF"
    bytes.append(UInt8(ascii: sign))
    bytes.append(digits.utf8Start[Int(byte >> 4)])
    bytes.append(digits.utf8Start[Int(byte & 15)])
}
