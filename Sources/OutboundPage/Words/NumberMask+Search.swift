extension NumberMask {
    /// Whether numbers may be looked for by a text: by some digits at a time the hidden ones could be found out.
    func admits(_ asked: String?) -> Bool {
        guard isOn, let asked else { return true }
        return asked.unicodeScalars.count { ("0"..."9").contains($0) } >= 10
    }
}
