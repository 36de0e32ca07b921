import CallspoolCore
import CallspoolTesting
import Foundation
import Stages

/// `callspool-fake-engine [asterisk|freeswitch [ARRIVALS]]`, an engine for measuring.
///
/// Every call is answered at once and over at once; when the
/// attempts arrived is noted in a file. It prints where it listens, and goes on until it is ended.
@main
enum FakeEngine {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let log = arguments.dropFirst().first.flatMap(ArrivalLog.init)
        if arguments.first == "freeswitch" { try await freeswitch(log) } else { try await asterisk(log) }
        try await Task.sleep(for: .seconds(86_400))
    }

    private static func asterisk(_ log: ArrivalLog?) async throws {
        let server = try await FakeManager(secret: "bench") { order in
            log?.note(order.id)
            return .plays(.answered())
        }
        server.keepOrders(false)
        Console.line("asterisk \(server.port)")
    }

    /// Run in the project's folder, where the recordings are.
    private static func freeswitch(_ log: ArrivalLog?) async throws {
        let folder = URL(filePath: "Tests/DialersTests/Fixtures/FreeSWITCH")
        let script = FreeSWITCHScript(try FreeSWITCHRecording("T0-sofia-answer", in: folder), speed: 1_000_000)
        let server = try await FakeFreeSWITCH(password: "bench", now: microseconds) { ids in
            log?.note(ids.channel)
            return .plays(script)
        }
        server.keepCommands(false)
        Console.line("freeswitch \(server.port)")
    }

    @Sendable
    private static func microseconds() -> Int64 { SystemClock().now.milliseconds * 1000 }
}
