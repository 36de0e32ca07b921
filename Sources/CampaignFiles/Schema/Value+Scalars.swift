internal import CallspoolCore

extension Value where Result == Int {
    /// A whole number in a range, in decimal digits.
    static func whole(_ range: ClosedRange<Int>) -> Value {
        .text("a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            text.wholeNumber.flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension Value where Result == Double {
    /// A number in a range; with `isAbove`, its lower end is left out.
    static func decimal(_ range: ClosedRange<Double>, isAbove: Bool = false) -> Value {
        let (least, most) = (range.lowerBound.short, range.upperBound.short)
        return .text(isAbove ? "a number above \(least), at most \(most)" : "a number from \(least) to \(most)") {
            text in
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), let number = Double(text),
                range.contains(number), !isAbove || number > range.lowerBound
            else { return nil }
            return number
        }
    }
}

extension Value where Result == Bool {
    /// Yes or no; YAML 1.1's words for it.
    static let flag = Value.text("`true` or `false`") { text in
        switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }
}

extension Value where Result: CaseIterable & RawRepresentable & Sendable, Result.RawValue == String {
    /// One of a few words.
    static var choice: Value {
        .text(Result.allCases.map { "`\($0.rawValue)`" }.alternatives) { Result(rawValue: $0) }
    }
}

extension Value where Result == String {
    /// Any text of some length.
    static func text(upTo most: Int) -> Value {
        .text("a text of at most \(most) characters") { text in
            EntryRules.fault(in: text, upTo: most, mayBeEmpty: false) == nil ? text : nil
        }
    }

    /// A campaign's name.
    static let campaignName = Value(campaignWord.wanted) { node, reading in
        guard node.text == ControlTarget.wordForAll else { return campaignWord.read(node, reading) }
        let words = "\(reading.subject): `all` means every campaign, and cannot be the name of one; give another name"
        reading.faults.error(words, at: node.position)
        return nil
    }

    private static let campaignWord = Value.text(
        "a name of small letters, digits, `.`, `_` and `-`, at most 64 characters, beginning with a letter or a digit"
    ) { $0.isCampaignName ? $0 : nil }

    /// The name of a file in the campaign file's own folder.
    static let fileName = Value(fileNameWanted) { node, reading in
        guard let text = node.text, !node.isAbsent else {
            reading.refuse(node, wanted: fileNameWanted)
            return nil
        }
        if text.contains("/") || text.contains("\\") || text == ".." {
            let words = "\(reading.subject): a path is not taken; put the file beside this one and give its name alone"
            reading.faults.error(words, at: node.position)
            return nil
        }
        if text.hasPrefix(".") || text.utf8.count > 255 || text.hasControlCharacter {
            reading.refuse(node, wanted: fileNameWanted)
            return nil
        }
        return text
    }

    private static let fileNameWanted = "a file's name that does not begin with `.`"

    /// A secret for signed deliveries, as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64.
    fileprivate static let webhookSecret = Value.text("`whsec_` and 24 to 64 bytes in base64", isSecret: true) { text in
        text.hasPrefix("whsec_") && (24...64).contains(text.dropFirst(6).base64Length ?? 0) ? text : nil
    }

    /// An IANA zone.
    static let zone = Value.text("an IANA zone such as `America/New_York`, or `UTC`") { $0.zoneName }

    /// A region, made large letters.
    static let region = Value.text("an ISO 3166 region of two letters, such as `US`") { text in
        let large = text.uppercased()
        return PhoneNumberReader.isKnown(region: large) ? large : nil
    }
}

extension Value where Result == [String] {
    /// One secret, or several while a key is changed; each is one signature in the header of a delivery.
    static let webhookSecrets = Value.oneOrMore(of: .webhookSecret, upTo: 8)
}

extension String {
    /// The number that decimal digits write; nothing else is taken.
    var wholeNumber: Int? {
        !isEmpty && utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(self) : nil
    }

    /// Whether it can be a campaign's name; the word for every campaign cannot, or its stop would be everybody's.
    var isCampaignName: Bool {
        guard self != ControlTarget.wordForAll else { return false }
        func isAlphanumeric(_ letter: UInt8) -> Bool {
            (0x61...0x7A).contains(letter) || (0x30...0x39).contains(letter)
        }
        guard let first = utf8.first, utf8.count <= 64, isAlphanumeric(first) else { return false }
        return utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    /// Whether it has at most so many characters (Unicode scalars).
    func isAtMost(_ count: Int) -> Bool {
        utf8.count <= count || unicodeScalars.count <= count
    }
}

extension StringProtocol {
    /// How many bytes this is in padded base64; `nil` when it is not that.
    fileprivate var base64Length: Int? {
        let padding = utf8.reversed().prefix { $0 == 0x3D }.count
        let isBase64 = utf8.dropLast(padding)
            .allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
                default: false
                }
            }
        return isBase64 && padding <= 2 && utf8.count % 4 == 0 ? utf8.count / 4 * 3 - padding : nil
    }
}

extension [String] {
    /// `a`, `b` or `c`.
    var alternatives: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " or " + last
    }
}

extension Double {
    /// Without a fraction that is zero.
    fileprivate var short: String {
        self == rounded() && magnitude < 1e15 ? String(Int(self)) : String(self)
    }
}
