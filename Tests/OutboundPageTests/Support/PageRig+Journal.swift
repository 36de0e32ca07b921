import CallspoolCore
import CallspoolTesting
import Foundation
import Spool

@testable import OutboundPage

extension PageRig {
    /// Lets something happen to a campaign, as the dialling side would write it.
    ///
    /// - Returns: where its line begins in the journal.
    @discardableResult
    func happen(_ campaign: String, _ event: JournalEvent, at: Timestamp? = nil, previous: LogPosition? = nil) throws
        -> LogPosition
    {
        let path = layout.campaign(campaign).journal
        let bytes = try disk.contents(path, atMost: 1 << 24) ?? []
        let acceptance = try acceptance(of: campaign)
        var writer = JSONLineWriter()
        let n = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        let entry = JournalEntry(n: n, at: at ?? clock.now, event: event, previous: previous)
        writer.journalLine(entry, callIDPrefix: acceptance.callIDPrefix)
        try write("queue/\(campaign)/journal.jsonl", String(decoding: bytes + writer.bytes, as: UTF8.self))
        try server.parts.watch.refresh(clock.wall)
        return LogPosition(bytes.count)
    }

    /// What was accepted of a campaign.
    func acceptance(of campaign: String) throws -> Acceptance {
        guard let watch = try server.parts.watch.campaign(campaign) else { throw RigTrouble.noCampaign(campaign) }
        return watch.acceptance
    }

    /// A call's id.
    func id(_ call: Int, of campaign: String) throws -> String { try acceptance(of: campaign).callIDPrefix + "\(call)" }

    /// An attempt is made and ends so.
    @discardableResult
    func attempt(
        _ call: Int,
        _ number: Int = 1,
        of campaign: String,
        _ outcome: Outcome,
        _ disposition: Disposition,
        previous: LogPosition? = nil
    ) throws -> LogPosition {
        try happen(campaign, .dialing(index: call, attempt: number, callerID: "+16175550199"), previous: previous)
        let begun = clock.now
        clock.move(to: begun + .seconds(20))
        var codes = EngineCodes()
        codes.sipStatus = outcome == .answered ? 200 : 486
        var result = AttemptResult(
            outcome: outcome,
            calleeType: outcome == .answered ? .voice : .busy,
            codes: codes,
            engine: "simulator",
            dialedAt: begun,
            ringingAt: begun + .seconds(2),
            answeredAt: outcome == .answered ? begun + .seconds(8) : nil,
            endedAt: clock.now
        )
        result.callerID = "+16175550199"
        let event = JournalEvent.ended(index: call, attempt: number, result, disposition)
        return try happen(campaign, event, previous: previous)
    }
}

/// What a test cannot go on after.
enum RigTrouble: Error {
    case noCampaign(String)
}
