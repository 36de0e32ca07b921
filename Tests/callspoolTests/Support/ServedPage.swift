import Foundation
import FoundationNetworking

/// The page as `serve` serves it, and a browser without scripts before it.
final class ServedPage: Sendable {
    let command: RunningCommand
    let address: String
    private let session = URLSession(configuration: .ephemeral)

    /// Starts `serve` on a spool, on a port that the system chooses.
    init(_ spool: SpoolFixture) async throws {
        let command = try spool.start("serve", "--listen", "127.0.0.1:0")
        self.command = command
        try await eventually("the page is served") {
            guard command.isRunning else { throw TestTrouble("serve left: \(command.errors)") }
            return command.errors.contains("the outbound page: ")
        }
        let line = command.errors.split(separator: "\n").first { $0.hasPrefix("the outbound page: ") }
        address = String((line ?? "").dropFirst("the outbound page: ".count).dropLast())
    }

    /// A page's text.
    func get(_ path: String) async throws -> String {
        try await text(URLRequest(url: url(path)))
    }

    /// Sends the form on a page, as the button on it does.
    func confirm(_ path: String) async throws -> String {
        let page = try await get(path)
        let parts = page.components(separatedBy: "name=\"token\" value=\"")
        guard parts.count > 1 else { throw TestTrouble("no form on \(path): \(page)") }
        var request = URLRequest(url: try url(path))
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "content-type")
        request.httpBody = Data("token=\(parts[1].prefix { $0 != "\"" })".utf8)
        return try await text(request)
    }

    private func text(_ request: URLRequest) async throws -> String {
        let (data, _) = try await session.data(for: request)
        return String(decoding: data, as: UTF8.self)
    }

    private func url(_ path: String) throws -> URL {
        guard let url = URL(string: address + path) else { throw TestTrouble("no address: \(address)\(path)") }
        return url
    }
}
