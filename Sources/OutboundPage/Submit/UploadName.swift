/// The name under which an upload is kept.
enum UploadName {
    /// How long it may be, in bytes: `.NAME.part` must fit a file system's 255.
    static let longest = 200

    /// A name that is only a name: the last part of a path, with nothing in it that a shell, a log or a folder would take
    /// for something else.
    ///
    /// A campaign file names its lists, so letters of any script, digits and common signs stay as they are.
    ///
    /// - Returns: `nil` when nothing is left, or the name is one that pickup leaves alone.
    static func sanitised(_ name: String) -> String? {
        let last = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last ?? ""
        var kept = ""
        for scalar in last.unicodeScalars { kept.unicodeScalars.append(isKept(scalar) ? scalar : "_") }
        while kept.utf8.count > longest { kept.removeLast() }
        while kept.last == " " { kept.removeLast() }
        while kept.first == " " { kept.removeFirst() }
        let isIgnored = kept.hasPrefix(".") || kept.hasSuffix(".tmp") || kept.hasSuffix(".part")
        return kept.isEmpty || isIgnored ? nil : kept
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "a"..."z", "A"..."Z": true
        case "\u{0}"..."\u{7F}": " ._-+@()=,".unicodeScalars.contains(scalar)
        default: scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
        }
    }
}
