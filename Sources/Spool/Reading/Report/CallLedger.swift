import CallspoolCore

/// What each call of a campaign met last: a byte a call, and another where there are several trunks.
struct CallLedger {
    private var endings: [UInt8] = []
    private var trunkOfCall: [UInt8] = []
    private(set) var trunks: [TrunkTally] = []

    /// What is counted of a trunk.
    struct TrunkTally {
        var name: String
        var placed = 0
        var answered = 0
    }

    mutating func take(_ note: ReportBlock.Note, total: Int) {
        switch note {
        case .placed(let index, let name):
            guard index >= 1, index <= total, let trunk = place(of: name) else { return }
            trunks[trunk].placed += 1
            makeRoom(&trunkOfCall, index, total)
            trunkOfCall[index - 1] = UInt8(trunk) + 1
        case .ended(let index, let ending):
            guard index >= 1, index <= total else { return }
            makeRoom(&endings, index, total)
            endings[index - 1] = ending.code
            guard ending.outcome == .answered, index <= trunkOfCall.count, trunkOfCall[index - 1] > 0 else { return }
            trunks[Int(trunkOfCall[index - 1]) - 1].answered += 1
        case .closed(let index, let outcome):
            guard let outcome, index >= 1, index <= total else { return }
            makeRoom(&endings, index, total)
            let calleeType = Ending(code: endings[index - 1])?.calleeType ?? .none
            endings[index - 1] = Ending(outcome: outcome, calleeType: calleeType).code
        }
    }

    /// What the call met last; `nil` for one that was never dialled.
    func ending(_ index: Int) -> Ending? {
        index >= 1 && index <= endings.count ? Ending(code: endings[index - 1]) : nil
    }

    private func makeRoom(_ bytes: inout [UInt8], _ index: Int, _ total: Int) {
        if index > bytes.count { bytes.append(contentsOf: repeatElement(0, count: total - bytes.count)) }
    }

    private mutating func place(of name: String) -> Int? {
        if let place = trunks.firstIndex(where: { $0.name == name }) { return place }
        guard trunks.count < 255 else { return nil }
        trunks.append(TrunkTally(name: name))
        return trunks.count - 1
    }
}
