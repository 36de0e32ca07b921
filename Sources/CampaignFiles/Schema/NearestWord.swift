extension String {
    /// The word among the given ones that was most likely meant: the fewest letters away (Levenshtein), and at most a
    /// third of its length; `nil` when none is near.
    func nearest(among words: [String]) -> String? {
        var best: (word: String, distance: Int)?
        for word in words {
            guard let distance = distance(to: word) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (word, distance) }
        }
        return best?.word
    }

    /// How many letters another word is away; `nil` when it is not near.
    func distance(to word: String) -> Int? {
        let letters = Array(lowercased().utf8.prefix(64))
        let distance = Self.distance(letters, Array(word.lowercased().utf8))
        return distance <= max(1, max(word.utf8.count, letters.count) / 3) ? distance : nil
    }

    /// How many letters must be put in, taken out or exchanged.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (line, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let exchanged = diagonal + (letter == other || isDash(letter) && isDash(other) ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(exchanged, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }

    private static func isDash(_ letter: UInt8) -> Bool {
        letter == 0x2D || letter == 0x5F
    }
}
