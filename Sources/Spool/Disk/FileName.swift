import Cryptography

/// The names that are made from a user's name for a file.
///
/// A file system takes 255 bytes. A user's name may have all of them, and something is to stand before or after it: then it
/// is shortened, always in the same way, so that whoever makes the name again finds the file.
enum FileName {
    /// How many bytes a name may have (`NAME_MAX` of every common Linux file system).
    static let longest = 255

    /// A name with something before and after it.
    ///
    /// One that would be too long keeps its beginning and its ending (`.yaml`), and gets eight digits of its digest, so
    /// that two long names do not become one.
    static func made(_ beginning: String = "", from name: String, _ ending: String = "") -> String {
        let whole = beginning + name + ending
        guard whole.utf8.count > longest else { return whole }
        let kind = name.fileKind
        let mark = "~" + digest(name) + kind + ending
        var start = beginning + name.dropLast(kind.count)
        while start.utf8.count + mark.utf8.count > longest, !start.isEmpty { start.unicodeScalars.removeLast() }
        return start + mark
    }

    private static func digest(_ name: String) -> String {
        String(HashFunction.sha256(Array(name.utf8)).hexadecimal.prefix(8))
    }
}

extension String {
    /// The ending that says what kind of file it is, with its dot; empty without a short one.
    fileprivate var fileKind: String {
        guard let dot = lastIndex(of: "."), dot != startIndex, self[dot...].utf8.count <= 8 else { return "" }
        return String(self[dot...])
    }

    /// Where a file is written aside before it takes the name of this path.
    var aside: String {
        guard let slash = lastIndex(of: "/") else { return FileName.made(from: self, ".tmp") }
        return self[...slash] + FileName.made(from: String(self[index(after: slash)...]), ".tmp")
    }
}
