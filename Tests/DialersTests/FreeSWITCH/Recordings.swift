import CallspoolCore
import CallspoolTesting
import Foundation

@testable import Dialers

/// The recordings of a real FreeSWITCH.
enum Recordings {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/FreeSWITCH").standardizedFileURL

    static func recording(_ name: String) throws -> FreeSWITCHRecording {
        try FreeSWITCHRecording(name, in: folder)
    }

    static func script(_ name: String, speed: Double = 50, cause: String? = nil) throws -> FreeSWITCHScript {
        FreeSWITCHScript(try recording(name), speed: speed, cause: cause)
    }
}

extension FreeSWITCHSettings {
    /// Settings for a test; the rest has defaults.
    static let sample = FreeSWITCHSettings(
        secret: .literal("ClueCon"),
        dial: "sofia/gateway/trunk/{number}",
        answer: .dialplan(extension: "callspool", context: "default", dialplan: "XML")
    )
}

/// A machine that is logged in, on a clock that a test moves, and what came of it.
struct MachineStage {
    var machine: FreeSWITCHMachine
    var now = Timestamp(seconds: 1_763_892_900)
    var reports: [AttemptReport] = []
    var words: [String] = []
    var answers: [Int: Inquiry] = [:]
    var fault: String?
    var isBack = false

    /// A machine without a connection.
    init(_ settings: FreeSWITCHSettings = .sample) {
        machine = FreeSWITCHMachine(settings, secret: "ClueCon")
    }

    /// Lets it log in.
    ///
    /// - Returns: what it sent for that.
    @discardableResult
    mutating func logIn() -> String {
        machine.connected(now)
        hear("Content-Type: auth/request\n\n")
        var sent = takeSent()
        reply("+OK accepted")
        sent += takeSent()
        for _ in 0..<3 { reply("+OK event listener enabled plain") }
        return sent
    }

    mutating func hear(_ text: String) {
        hear(Array(text.utf8))
    }

    mutating func hear(_ bytes: [UInt8]) {
        take(machine.received(bytes, now))
    }

    mutating func reply(_ text: String) {
        hear("Content-Type: command/reply\nReply-Text: \(text)\n\n")
    }

    mutating func respond(_ text: String) {
        hear("Content-Type: api/response\nContent-Length: \(text.utf8.count)\n\n\(text)")
    }

    mutating func lose(_ why: String = "is lost") {
        take(machine.disconnected(why, isOver: false, now))
    }

    /// Lets time pass, and the machine look at it.
    mutating func wait(_ span: Duration) {
        now = now + span
        take(machine.tick(now))
    }

    mutating func takeSent() -> String {
        String(decoding: machine.takeOutgoing(), as: UTF8.self)
    }

    mutating func take(_ orders: FreeSWITCHMachine.Orders) {
        reports += orders.reports
        words += orders.words
        answers.merge(orders.answers) { $1 }
        fault = orders.fault ?? fault
        isBack = isBack || orders.isBack
    }

    /// The end that was reported of an attempt.
    func end(of attempt: Attempt) -> AttemptEnd? {
        for report in reports where report.key == attempt.key {
            if case .ended(let end) = report.event { return end }
        }
        return nil
    }
}

extension Attempt {
    /// An attempt with an id of a recording's.
    static func recorded(_ id: String, ringTimeout: Duration = .seconds(8)) -> Attempt {
        var campaign = Campaign(name: "sample")
        campaign.ringTimeout = ringTimeout
        var attempt = Attempt.sample(campaignRef: CampaignRef(campaign))
        attempt.id = id
        return attempt
    }
}
