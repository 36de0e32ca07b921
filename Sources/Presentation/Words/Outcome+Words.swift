package import CallspoolCore

extension Outcome {
    /// Its name without the underscores of a code: `no answer`.
    package var words: String { rawValue.replacing("_", with: " ") }
}
