internal import CallspoolCore

/// What the parser met next in a YAML file.
struct YAMLEvent {
    /// What it is.
    enum Kind {
        /// A text: a key, or a value that is neither a list nor a map.
        case scalar
        /// `[`, or the first `- ` of a block list.
        case listStart
        /// The end of a list.
        case listEnd
        /// `{`, or the first key of a block map.
        case mapStart
        /// The end of a map.
        case mapEnd
        /// `*name`; its text is the name.
        case alias
        /// The end of the file; met again at every further call.
        case end
        /// The file cannot be read further: `text` says why and what to do. Met again at every further call.
        case fault
    }

    /// What it is.
    var kind: Kind
    /// The scalar's text, the alias's name, the fault's words; else empty.
    var text = ""
    /// Where it begins.
    var position: Diagnostic.Position
    /// A scalar without quotes, and not a block text.
    var isPlain = false
    /// Marked with `&name`.
    var hasAnchor = false
    /// Marked with `!tag`.
    var hasTag = false
}
