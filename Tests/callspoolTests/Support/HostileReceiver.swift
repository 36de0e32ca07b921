import Foundation

/// `Tests/receivers/hostile.py`, at one port over all its lives.
final class HostileReceiver {
    /// A request that came whole.
    struct Request: Decodable {
        var webhookID: String
        var body: String
        var fault: String
        /// Whether it was answered as taken, if the answer arrived.
        var isTaken: Bool

        private enum CodingKeys: String, CodingKey {
            case webhookID = "webhook_id"
            case body
            case fault
            case isTaken = "taken"
        }

        /// The numbers of its records.
        var numbers: [Int] {
            get throws { try jsonLines(body.hasSuffix("\n") ? body : body + "\n", as: StatusRow.self).map(\.n) }
        }
    }

    static let everything = ["fails", "asks", "slow", "longer", "shorter", "hangs", "torn", "resets"]

    private let folder: URL
    private let log: URL
    private var command: RunningCommand?
    let port: Int

    init(_ spool: SpoolFixture) throws {
        folder = spool.folder
        log = folder.appending(path: "hostile-\(UUID().uuidString)")
        port = try Receiver.freePort()
    }

    var url: String { "http://127.0.0.1:\(port)/results" }

    /// Starts a life of it.
    func start(seed: UInt64, _ faults: [String] = HostileReceiver.everything) async throws {
        let script = BuiltProgram.project.appending(path: "Tests/receivers/hostile.py").path
        let arguments = ["python3", script, "\(port)", log.path, "\(seed)"] + faults
        let command = try RunningCommand("/usr/bin/env", arguments, folder: folder)
        self.command = command
        try await eventually("the receiver listens") {
            guard command.isRunning else { throw TestTrouble("the receiver ended: \(command.errors)") }
            return command.output.hasSuffix("\n")
        }
    }

    /// Kills it.
    func kill() async throws {
        command?.signal(SIGKILL)
        _ = try await command?.end()
        command = nil
    }

    /// The requests of all its lives; what a kill tore is none.
    func requests() throws -> [Request] {
        let text = String(decoding: FileManager.default.contents(atPath: log.path) ?? Data(), as: UTF8.self)
        return try text.split(separator: "\n").filter { $0.hasSuffix("}") }
            .map { try JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
    }
}
