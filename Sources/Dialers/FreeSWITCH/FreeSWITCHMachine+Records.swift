internal import CallspoolCore

// Call records.
extension FreeSWITCHMachine {
    /// The ids of the calls that are to be looked for there.
    var sought: [String] { hasRecords ? calls.filter { $0.value.isSought }.keys.sorted() : [] }

    /// They were looked through for these.
    mutating func looked(for ids: [String], _ records: [String: FreeSWITCHRecord], _ now: Timestamp) -> Orders {
        var orders = Orders()
        for id in ids {
            guard let report = calls[id]?.looked(records[id], now) else { continue }
            calls[id] = nil
            orders.reports.append(report)
        }
        return orders
    }
}
