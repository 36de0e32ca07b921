internal import CallspoolCore

extension Value where Result == Duration {
    /// A span within so many seconds: seconds alone, or with a unit (`5m`, `2h`).
    static func duration(_ seconds: ClosedRange<Int>) -> Value {
        let wanted = "\(seconds.lowerBound) to \(seconds.upperBound) seconds (`90`, `5m` and `2h` are read)"
        let range = Duration.seconds(seconds.lowerBound) ... .seconds(seconds.upperBound)
        return Value(wanted) { node, reading in
            guard let text = node.text, !node.isAbsent else {
                reading.refuse(node, wanted: wanted)
                return nil
            }
            switch DurationExpression.read(text) {
            case .duration(let span) where range.contains(span): return span
            case .duration: reading.refuse(node, wanted: wanted)
            case .fault(let words): reading.faults.error("\(reading.subject): \(words)", at: node.position)
            }
            return nil
        }
    }
}

extension Value where Result == Int {
    /// A time of day as minutes since midnight; `24:00` only as the end of a window.
    static func clockTime(isEnd: Bool) -> Value {
        let wanted = "a time of day, such as `\(isEnd ? "21:00" : "09:15")`"
        return Value(wanted) { node, reading in
            guard let text = node.text, !node.isAbsent else {
                reading.refuse(node, wanted: wanted)
                return nil
            }
            switch ClockTime.read(text, isEnd: isEnd) {
            case .minutes(let minutes): return minutes
            case .fault(let words): reading.faults.error("\(reading.subject): \(words)", at: node.position)
            }
            return nil
        }
    }
}
