internal import CallspoolCore

/// The body of a delivery and the names that go with it, from a record's line.
///
/// The same line gives the same bytes at every try.
struct DeliveryBody: Equatable {
    /// The body.
    var bytes: [UInt8]
    /// Its `Content-Type`.
    var contentType: String
    /// The record's `webhook-id`.
    var id: String

    /// Makes a body.
    ///
    /// - Throws: `DeliveryFault` when the line is no status record.
    init(line: [UInt8], format: ResultFormat) throws(DeliveryFault) {
        id = webhookID(callID: try callID(of: line))
        switch format {
        case .json:
            bytes = line
            contentType = "application/json"
        case .form:
            bytes = try form(of: line)
            contentType = "application/x-www-form-urlencoded"
        }
    }
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
