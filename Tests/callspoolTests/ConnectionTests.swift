import Foundation
import Testing

@Suite("Many connections of one address")
struct ConnectionTests {
    @Test("Those past its share are closed, and those within it are answered")
    func share() async throws {
        let spool = try await SpoolFixture()
        let page = try await ServedPage(spool)
        let script = """
            import select, socket, sys
            port = int(sys.argv[1])
            open_ones = [socket.create_connection(("127.0.0.1", port)) for _ in range(130)]
            closed = 0
            while closed < 30:
                for one in select.select(open_ones, [], [])[0]:
                    open_ones.remove(one)
                    closed += 1
            open_ones[0].sendall(b"GET /healthz HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n")
            print(closed, len(open_ones), open_ones[0].recv(15), flush=True)
            """
        let port = page.address.split(separator: ":").last.map { $0.filter(\.isNumber) } ?? ""
        let ended = try await RunningCommand("/usr/bin/env", ["python3", "-c", script, port], folder: spool.folder)
            .end()
        #expect(ended.output == "30 100 b'HTTP/1.1 200 OK'\n", "\(ended.errors)")
    }
}
