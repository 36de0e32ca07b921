internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
    /// An answer of bytes of one kind.
    static func bytes(_ bytes: [UInt8], _ kind: String, status: HTTPResponse.Status = .ok) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = kind
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// An object.
    static func json(_ object: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        bytes(object, "application/json", status: status)
    }
}

/// Objects that stand a line each, as the commands print them.
struct JSONLines {
    private let lines: [ArraySlice<UInt8>]

    /// Takes them apart; a line feed within a text is escaped in JSON.
    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: UInt8(ascii: "\n"))
    }

    /// The first of them; `null` when there is none.
    var first: [UInt8] { lines.first.map(Array.init) ?? Array("null".utf8) }

    /// All of them in a list.
    var list: [UInt8] {
        [UInt8(ascii: "[")] + Array(lines.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: "]")]
    }

    /// Values that are JSON already, as the fields of one object.
    static func object(_ fields: [(name: StaticString, value: [UInt8])]) -> [UInt8] {
        let pairs = fields.map { Array("\"\($0.name)\":".utf8) + $0.value }
        return Array("{".utf8) + Array(pairs.joined(separator: Array(",".utf8))) + Array("}\n".utf8)
    }
}
