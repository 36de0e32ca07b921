/// A figure as a bar of text.
struct Bar {
    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// Whether blocks may be drawn; else `#` is.
    let hasBlocks: Bool

    /// The bar; whatever is above zero can be seen.
    func text(_ value: Int, of most: Int, within room: Int) -> String {
        guard value > 0, most > 0 else { return "" }
        guard hasBlocks else { return String(repeating: "#", count: max(1, value * room / most)) }
        let eighths = max(1, value * room * 8 / most)
        return String(repeating: "█", count: eighths / 8) + Bar.eighths[eighths % 8]
    }
}
