/// What is wrong with a written time or span: the end of a sentence that begins with the text.
///
/// Thrown only within this folder; whoever reads a time gets it as a value.
struct TimeFault: Error {
    /// What is wrong; what to do.
    var words: String

    /// Makes a fault.
    init(_ words: String) {
        self.words = words
    }
}
