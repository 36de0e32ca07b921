internal import CallspoolCore

extension NumberMask {
    /// The keys whose texts a viewer sees as they are: names and ids of the spool's own, and its caller ids.
    ///
    /// Instants (`at`, `…_at`) are the others. A new key is masked until it is listed here.
    static let harmlessKeys: Set<String> = ["campaign", "call_id", "ani", "digest", "at"]

    /// Whether a key's text holds no number of somebody else's.
    static func isHarmless(_ key: String) -> Bool { harmlessKeys.contains(key) || key.hasSuffix("_at") }

    /// JSON in which no text holds a whole number: the door of everything that programs are told.
    ///
    /// Numbers of JSON's own are ours, counts and instants, and stay; so does what is not a JSON.
    func json(_ bytes: [UInt8]) -> [UInt8] {
        guard isOn else { return bytes }
        var masked: [UInt8] = []
        masked.reserveCapacity(bytes.count)
        // The key in force in each object and list that is open.
        var keys = [""]
        var at = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): keys.append(keys.last ?? "")
            case UInt8(ascii: "}"), UInt8(ascii: "]"): if keys.count > 1 { keys.removeLast() }
            case UInt8(ascii: "\""):
                let end = NumberMask.textEnd(in: bytes, from: at)
                let text = bytes[at..<end].withUnsafeBytes { JSONSlice(bytes: $0).string } ?? ""
                let isKey = NumberMask.isKey(in: bytes, endingAt: end)
                if isKey { keys[keys.count - 1] = text }
                let shown = isKey ? self.text(text) : value(text, of: keys.last ?? "")
                masked += shown == text ? Array(bytes[at..<end]) : JSONLineWriter.quoted(shown)
                at = end
                continue
            default: break
            }
            masked.append(bytes[at])
            at += 1
        }
        return masked
    }

    /// A text that stands under a key, in JSON or in a table.
    func value(_ text: String, of key: String) -> String {
        if key == "phone_number" { return number(text) }
        return NumberMask.isHarmless(key) ? text : self.text(text)
    }

    /// Behind the closing quote of a text.
    private static func textEnd(in bytes: [UInt8], from start: Int) -> Int {
        var at = start + 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(at + 1, bytes.count)
    }

    private static func isKey(in bytes: [UInt8], endingAt end: Int) -> Bool {
        bytes[end...].first { $0 != UInt8(ascii: " ") } == UInt8(ascii: ":")
    }
}
