import CallspoolCore
import Presentation

/// What a doctor found, as a table or as JSON.
struct FindingTable {
    private var rows: [(subject: String, finding: Finding)] = []

    mutating func add(_ subject: String, _ findings: [Finding]) {
        rows += findings.map { (subject, $0) }
    }

    /// The worst of it.
    func has(_ weight: Finding.Weight) -> Bool {
        rows.contains { $0.finding.weight == weight }
    }

    /// The rows, aligned.
    var text: String {
        let weights = rows.map { $0.finding.weight.rawValue.count }.max() ?? 0
        let subjects = rows.map { $0.subject.count }.max() ?? 0
        return
            rows.map { subject, finding in
                let weight = finding.weight.rawValue.padded(to: weights)
                return "\(weight)  \(subject.padded(to: subjects))  \(finding.words.oneLine)\n"
            }
            .joined()
    }

    /// An object a line.
    var jsonLines: [UInt8] {
        var writer = JSONLineWriter()
        for (subject, finding) in rows {
            writer.line { line in
                line.field("status", finding.weight.rawValue)
                line.field("subject", subject)
                line.field("message", finding.words)
            }
        }
        return writer.bytes
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
