/// What stands between the parts of a form's body.
enum MultipartBoundary {
    /// The boundary that a `Content-Type` names; `nil` when it is none of `multipart/form-data`.
    ///
    /// RFC 2046 section 5.1.1: 1 to 70 characters of a few kinds, the last of them no space.
    static func read(_ contentType: String) -> String? {
        let words = HeaderParameters(contentType)
        guard words.first == "multipart/form-data", let boundary = words["boundary"] else { return nil }
        guard (1...70).contains(boundary.utf8.count), boundary.last != " ",
            boundary.unicodeScalars.allSatisfy(isAllowed)
        else {
            return nil
        }
        return boundary
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: "'()+_,-./:=? ".unicodeScalars.contains(scalar)
        }
    }
}
