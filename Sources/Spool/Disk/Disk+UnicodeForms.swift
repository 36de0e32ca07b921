extension Disk {
    /// Where a file is that was named by a user: under its name byte for byte, else under one that is the same text in
    /// another Unicode form.
    ///
    /// A Mac writes `ü` as a letter and a mark (NFD), most else as one letter (NFC); both look alike in a listing.
    ///
    /// - Returns: the name as it was given when there is neither.
    /// - Throws: `DiskError`.
    func path(of name: String, in folder: String) throws(DiskError) -> String {
        let exact = "\(folder)/\(name)"
        guard name.utf8.contains(where: { $0 >= 0x80 }), try entry(exact) == nil else { return exact }
        // Equality of strings is canonical equivalence (UAX #15).
        let twins = try list(folder).map(\.name).filter { $0 == name }
        return twins.min { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(folder)/\($0)" } ?? exact
    }
}
