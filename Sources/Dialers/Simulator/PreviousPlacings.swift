internal import CallspoolCore
internal import Foundation

/// The placings that previous runs noted, read when the first is asked for.
///
/// A place in a file for each, found by a hash of the id and proven by the line itself: a million take some 40 MB, and
/// nobody asks before a crash.
struct PreviousPlacings: ~Copyable {
    private struct Piece {
        var descriptor: Int32
        var length: Int
    }

    /// Since when there are records; `nil` when there are none.
    private(set) var since: Timestamp?
    /// How long the newest file is, up to and with its last whole line.
    private(set) var wholeLength = 0
    private var pieces: [Piece] = []
    private var places: [UInt64: UInt64] = [:]
    private var isLoaded = false

    /// Opens what there is of some files, the oldest first; the last is the one that is written to.
    init(_ paths: [String]) {
        for path in paths {
            wholeLength = 0
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            wholeLength = PreviousPlacings.wholeLength(descriptor)
            pieces.append(Piece(descriptor: descriptor, length: wholeLength))
            if since == nil {
                since = PreviousPlacings.line(descriptor, 0).flatMap { PreviousPlacings.instant($0, of: "since") }
            }
        }
    }

    deinit {
        for piece in pieces { close(piece.descriptor) }
    }

    /// When the previous run placed an attempt; `nil` when the files do not say that it did.
    mutating func placedAt(_ id: String) -> Timestamp? {
        load()
        var hash = PreviousPlacings.hash(Array(id.utf8)[...])
        while let place = places[hash] {
            let line = PreviousPlacings.line(pieces[Int(place >> 48)].descriptor, Int(place & 0xFFFF_FFFF_FFFF))
            if let line, PreviousPlacings.id(line) == id { return PreviousPlacings.instant(line, of: "placed_at") }
            hash &+= 1
        }
        return nil
    }

    private mutating func load() {
        guard !isLoaded else { return }
        isLoaded = true
        for piece in pieces.indices {
            var start = 0
            while start < pieces[piece].length {
                let block = PreviousPlacings.read(pieces[piece].descriptor, start, 1 << 20, upTo: pieces[piece].length)
                guard let end = block.lastIndex(of: UInt8(ascii: "\n")) else { break }
                for line in block[...end].split(separator: UInt8(ascii: "\n")) {
                    add(line, UInt64(piece) << 48 | UInt64(start + line.startIndex))
                }
                start += end + 1
            }
        }
    }

    private mutating func add(_ line: ArraySlice<UInt8>, _ place: UInt64) {
        // As this program writes it: {"id":"…", and an id needs no escapes.
        guard line.starts(with: Array(#"{"id":""#.utf8)) else { return }
        let rest = line.dropFirst(7)
        guard let quote = rest.firstIndex(of: UInt8(ascii: "\"")) else { return }
        var hash = PreviousPlacings.hash(rest[..<quote])
        while places[hash] != nil { hash &+= 1 }
        places[hash] = place
    }

    /// FNV-1a.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    private static func wholeLength(_ descriptor: Int32) -> Int {
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let start = max(0, size - 4096)
        let last = read(descriptor, start, 4096, upTo: size)
        return last.lastIndex(of: UInt8(ascii: "\n")).map { start + $0 + 1 } ?? 0
    }

    private static func read(_ descriptor: Int32, _ start: Int, _ count: Int, upTo limit: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: max(0, min(count, limit - start))) { buffer, length in
            length = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(start)))
        }
    }

    /// The line that begins at a place.
    private static func line(_ descriptor: Int32, _ start: Int) -> ArraySlice<UInt8>? {
        let block = read(descriptor, start, 4096, upTo: .max)
        return block.firstIndex(of: UInt8(ascii: "\n")).map { block[..<$0] }
    }

    private static func id(_ line: ArraySlice<UInt8>) -> String? { value(line, of: "id") { $0.string } }

    private static func instant(_ line: ArraySlice<UInt8>, of name: StaticString) -> Timestamp? {
        value(line, of: name) { $0.timestamp }
    }

    private static func value<Value>(
        _ line: ArraySlice<UInt8>,
        of name: StaticString,
        _ read: (JSONSlice) -> Value?
    ) -> Value? {
        line.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            do throws(JSONLineError) {
                while let field = try fields.next() {
                    if field.isNamed(name) { return read(field.value) }
                }
            } catch {
                return nil  // A person wrote it; then nothing is known by it.
            }
            return nil
        }
    }
}
