/// Makes hostile bytes of good ones.
public struct Mutator: Sendable {
    private let corpus: [[UInt8]]
    private var random: SeededRandom

    /// What protocols trip over.
    private static let words: [[UInt8]] =
        [
            "\r\n\r\n", "\n\n", "\r", "\0", ": ", ":", "Event: ", "Response: ", "Uniqueid: ", "ActionID: ",
            "Content-Length: ",
            "Content-Length: -1\n\n", "Content-Length: 99999999999999999999\n\n", "%", "%00", "{", "}", ",", "\"", "\\",
            "é",
        ]
        .map { Array($0.utf8) } + [[0xFF, 0xFE], [0xC0, 0x80]]

    /// Makes a mutator.
    ///
    /// - Precondition: the corpus is not empty.
    public init(corpus: [[UInt8]], seed: UInt64) {
        self.corpus = corpus
        random = SeededRandom(seed)
    }

    /// The next input, up to about a megabyte, rarely more than a recording.
    public mutating func next() -> [UInt8] {
        var bytes = corpus[below(corpus.count)]
        for _ in 0..<(1 + below(8)) { change(&bytes) }
        return bytes
    }

    /// How many bytes of an input come at once.
    public mutating func piece() -> Int {
        switch below(4) {
        case 0: 1
        case 1: 1 + below(16)
        case 2: 1 + below(2048)
        default: 65_536
        }
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = below(bytes.count + 1)
        switch below(8) {
        case 0: if place < bytes.count { bytes[place] ^= UInt8(1 << below(8)) }
        case 1: if place < bytes.count { bytes[place] = UInt8(below(256)) }
        case 2: bytes.insert(contentsOf: Mutator.words[below(Mutator.words.count)], at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + below(200)))
        case 4: bytes.removeLast(bytes.count - place)
        case 5:
            let other = corpus[below(corpus.count)]
            let start = below(other.count + 1)
            bytes.insert(contentsOf: other[start..<min(other.count, start + below(4000))], at: place)
        case 6:
            // One long thing without an end.
            let byte = UInt8(below(256))
            bytes.insert(contentsOf: repeatElement(byte, count: 1 << below(17)), at: place)
        default: if bytes.count < 300_000 { bytes += bytes }
        }
    }

    private mutating func below(_ bound: Int) -> Int {
        bound <= 0 ? 0 : random.draw(0...(bound - 1))
    }
}
