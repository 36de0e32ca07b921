/// Measurements in Prometheus' text form, version 0.0.4.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct PrometheusText {
    /// What a measurement does over time.
    enum Kind: String {
        /// Goes up and down.
        case gauge
        /// Only goes up.
        case counter
    }

    /// The text so far.
    private(set) var text = ""

    /// A measurement without labels.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        add(name, kind, help, [([], value)])
    }

    /// A measurement with a value for each of some labels; nothing when there are none.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ rows: [([(String, String)], Double)]) {
        guard !rows.isEmpty else { return }
        text += "# HELP \(name) \(help.escaped(quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
        for (labels, value) in rows {
            let list = labels.map { "\($0.0)=\"\($0.1.escaped(quotes: true))\"" }.joined(separator: ",")
            text += "\(name)\(list.isEmpty ? "" : "{\(list)}") \(value.measured)\n"
        }
    }
}

extension String {
    fileprivate func escaped(quotes: Bool) -> String {
        let text = replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? text.replacing("\"", with: "\\\"") : text
    }
}

extension Double {
    fileprivate var measured: String {
        if isFinite, self == rounded(), magnitude < 1e15 { return String(Int(self)) }
        return isFinite ? String(self) : self < 0 ? "-Inf" : isNaN ? "NaN" : "+Inf"
    }
}
