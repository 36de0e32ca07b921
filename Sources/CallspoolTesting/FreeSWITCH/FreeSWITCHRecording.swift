public import Foundation

/// What a real FreeSWITCH sent over its event socket, to the byte, and when: a file of `Tests/DialersTests/Fixtures`.
public struct FreeSWITCHRecording: Sendable {
    /// A message that was sent, whole.
    public struct Block: Sendable {
        /// Seconds since the connection was made.
        public var time: Double
        /// Its bytes, with those of its body.
        public var bytes: [UInt8]
        /// Its `Content-Type`.
        public var type: String
        /// The event's name, if it is one.
        public var event: String?
    }

    /// What the client sent.
    public struct Command: Sendable {
        /// Seconds since the connection was made.
        public var time: Double
        /// The command, without the empty line that ends it.
        public var text: String
    }

    /// The recording's name.
    public let name: String
    /// Everything that was received, in order.
    public let blocks: [Block]
    /// Everything that was sent, in order.
    public let commands: [Command]

    private struct Line: Decodable {
        var t: Double
        var dir: String
        var off: Int
        var len: Int
        var type: String?
        var event: String?
    }

    /// Reads a recording.
    ///
    /// - Throws: Foundation's errors, when its three files are not there or are something else.
    public init(_ name: String, in folder: URL) throws {
        self.name = name
        let received = [UInt8](try Data(contentsOf: folder.appending(path: "\(name).recv.txt")))
        let sent = [UInt8](try Data(contentsOf: folder.appending(path: "\(name).sent.txt")))
        let times = try String(contentsOf: folder.appending(path: "\(name).time.jsonl"), encoding: .utf8)
        let decoder = JSONDecoder()
        let lines = try times.split(separator: "\n").map { try decoder.decode(Line.self, from: Data($0.utf8)) }
        blocks = lines.filter { $0.dir == "recv" }
            .map { line in
                let bytes = Array(received[line.off..<line.off + line.len])
                return Block(time: line.t, bytes: bytes, type: line.type ?? "", event: line.event)
            }
        commands = lines.filter { $0.dir == "sent" }
            .map { Command(time: $0.t, text: String(decoding: sent[$0.off..<$0.off + $0.len], as: UTF8.self)) }
    }

    /// The names of all recordings in a folder, sorted.
    ///
    /// - Throws: Foundation's errors, when it cannot be read.
    public static func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
            .filter { $0.hasSuffix(".recv.txt") }
            .map { String($0.dropLast(9)) }
            .sorted()
    }
}
