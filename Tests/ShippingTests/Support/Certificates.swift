import CallspoolTesting
import Foundation
import NIOSSL

/// Certificates made for a test by the `openssl` command, in a folder that goes away with them.
final class Certificates: Sendable {
    private let folder: URL

    /// Makes a certificate authority that nobody knows.
    ///
    /// - Throws: when `openssl` fails.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "callspool-ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let subject = ["-subj", "/CN=An authority of our own", "-addext", "basicConstraints=critical,CA:TRUE"]
        try openssl(["req", "-x509", "-days", "2", "-out", "ca.pem", "-keyout", "ca.key"] + Self.newKey + subject)
    }

    deinit {
        do { try FileManager.default.removeItem(at: folder) } catch { print("cannot remove \(folder.path): \(error)") }
    }

    /// The authority's own certificate.
    var authority: String { path("ca.pem") }

    /// What a server needs to show that it is one of these, `DNS:hooks.example.com,IP:127.0.0.1` say.
    ///
    /// - Throws: when `openssl` fails.
    func server(for names: String) throws -> NIOSSLContext {
        let request = ["-out", "server.csr", "-keyout", "server.key", "-subj", "/CN=server"]
        try openssl(["req", "-new", "-addext", "subjectAltName=\(names)"] + Self.newKey + request)
        let signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-copy_extensions", "copy"]
        try openssl(["x509", "-req", "-in", "server.csr", "-days", "2", "-out", "server.pem"] + signing)
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path("server.pem")).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: path("server.key"), format: .pem))
        )
        return try NIOSSLContext(configuration: configuration)
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func openssl(_ arguments: [String]) throws {
        let errors = path("openssl.err")
        let program = try StartedProgram(
            "/usr/bin/openssl",
            arguments,
            folder: folder.path,
            output: "/dev/null",
            errors: errors
        )
        guard program.wait().code == 0 else {
            throw OpenSSLTrouble(words: try String(contentsOfFile: errors, encoding: .utf8))
        }
    }
}

/// What `openssl` said.
struct OpenSSLTrouble: Error {
    var words: String
}
