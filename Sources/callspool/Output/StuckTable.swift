import CallspoolCore
import Presentation
import Spool

/// The stuck calls with what is known of each, and what to do.
struct StuckTable {
    let rows: [StuckRow]

    /// As a table, or as an object a line.
    func show(isJSON: Bool) {
        if isJSON {
            for row in rows { Terminal.write(row.jsonLine) }
        } else {
            Terminal.write(rows.isEmpty ? "no call is stuck\n" : table + advice)
        }
    }

    private var table: TerminalText {
        let hasTrunks = rows.contains { $0.call.trunk != nil }
        var table = Table(
            [("call id", .left), ("number", .left), ("ani", .left), ("attempt", .right)]
                + (hasTrunks ? [("trunk", .left)] : [])
                + [("dialled", .left), ("rang", .left), ("answered", .left), ("lost", .left), ("engine's id", .left)]
                + [("why", .left)]
        )
        for row in rows {
            let result = row.call.result
            table.add(
                [row.job.callID, row.job.phoneNumber, row.callerID ?? "-", String(row.call.attempt)]
                    + (hasTrunks ? [row.call.trunk ?? "-"] : [])
                    + [result.dialedAt.clock, result.ringingAt?.clock ?? "-", result.answeredAt?.clock ?? "-"]
                    + [result.endedAt.clock, row.engineID, row.why]
            )
        }
        return table.text
    }

    private var advice: TerminalText {
        """

        Nothing stuck is dialled again by itself. Find out what became of a call in the engine's records, by the
        engine's id, and settle it:
          callspool stuck --settle CALL_ID=OUTCOME     (not_placed: it goes back to the queue)
          callspool stuck --from-cdr Master.csv        (all that a call log knows)

        """
    }
}
