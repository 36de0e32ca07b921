import Foundation
import Synchronization

/// `samples/receiver.py` running for a test.
final class Receiver: Sendable {
    /// A request that it got.
    struct Request: Decodable, Sendable {
        var webhookID: String?
        var body: String
        var contentType: String
        var timestamp: String?
        var signature: String?
        var status: Int

        private enum CodingKeys: String, CodingKey {
            case webhookID = "webhook_id"
            case body
            case contentType = "content_type"
            case timestamp
            case signature
            case status
        }
    }

    let url: String
    let port: Int
    private let command: RunningCommand
    private let log: URL

    /// Starts it, on a free port unless one is given, and waits until it listens.
    ///
    /// - Throws: `TestTrouble` when it does not.
    init(_ spool: SpoolFixture, _ arguments: [String] = [], port: Int = 0) async throws {
        log = spool.folder.appending(path: "received-\(UUID().uuidString)")
        let script = BuiltProgram.project.appending(path: "samples/receiver.py").path
        let all = ["python3", script, "--port", "\(port)", "--quiet", "--log", log.path] + arguments
        let command = try RunningCommand("/usr/bin/env", all, folder: spool.folder)
        self.command = command
        if port == 0 {
            try await eventually("the receiver listens") {
                guard command.isRunning else { throw TestTrouble("the receiver ended: \(command.errors)") }
                return command.output.hasSuffix("\n")
            }
            guard let given = Int(command.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw TestTrouble("the receiver names no port: \(command.output)")
            }
            self.port = given
        } else {
            self.port = port
            let log = log
            // It opens its log after it has bound its port.
            try await eventually("the receiver listens") { FileManager.default.fileExists(atPath: log.path) }
        }
        url = "http://127.0.0.1:\(self.port)/results"
    }

    /// The requests so far, in their order.
    func requests() throws -> [Request] {
        var bytes = FileManager.default.contents(atPath: log.path) ?? Data()
        // What is being written just now is left for the next time.
        if let feed = bytes.lastIndex(of: UInt8(ascii: "\n")) { bytes = bytes[...feed] } else { bytes = Data() }
        return try jsonLines(String(decoding: bytes, as: UTF8.self))
    }

    /// The status records that were taken.
    func records() throws -> [StatusRow] {
        try requests().filter { (200...299).contains($0.status) }
            .map { request in
                try JSONDecoder().decode(StatusRow.self, from: Data(request.body.utf8))
            }
    }

    /// Ends it.
    func stop() async throws {
        command.signal(SIGKILL)
        _ = try await command.end()
    }

    /// A port that nobody listens at.
    static func freePort() throws -> Int {
        for _ in 0..<10_000 {
            let port = nextPort.wrappingAdd(1, ordering: .relaxed).oldValue
            if isFree(port) { return port }
        }
        throw TestTrouble("no free port")
    }

    /// Below those that the system gives out by itself (32768 and above): one that it gave out and that is not listened
    /// at yet, another test's receiver would get as well.
    private static let nextPort = Atomic(20_000 + Int(getpid()) % 2000)

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
