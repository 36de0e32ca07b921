import CallspoolCore
import Presentation
import Spool

/// What `ship` did, for a person or as JSON; nothing in a pipe that is not asked for JSON, as cron would mail it.
struct ShippingSummary {
    let tallies: [ShippingTally]
    let isReplay: Bool
    let isJSON: Bool

    func show() {
        if isJSON {
            for tally in tallies { Terminal.write(tally.jsonLine) }
        } else if Terminal.isOutput {
            Terminal.write(text)
        }
    }

    private var text: TerminalText {
        let rows = tallies.filter { !$0.isEmpty }
        if rows.isEmpty { return isReplay ? "nothing is undelivered\n" : "nothing to ship\n" }
        var table = Table([
            ("campaign", .left), ("taken", .right), ("failed", .right), (isReplay ? "not tried" : "given up", .right),
            ("left", .right),
        ])
        for row in rows {
            let kept = isReplay ? row.left : row.kept
            let left = isReplay ? row.failed + row.left : row.left
            table.add([row.campaign, row.taken.grouped, row.failed.grouped, kept.grouped, left.grouped])
        }
        return table.text
    }
}

extension ShippingTally {
    fileprivate var jsonLine: [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("campaign", campaign)
            line.field("taken", taken)
            line.field("failed", failed)
            line.field("kept", kept)
            line.field("left", left)
        }
        return writer.bytes
    }
}
