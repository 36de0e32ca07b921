import CallspoolCore
import CallspoolTesting
import Foundation
import Testing

@testable import Dialers

@Suite("Broken bytes from an event socket")
struct EventSocketFuzzTests {
    /// Recordings with some bytes changed, cut, doubled or put elsewhere.
    private static func broken(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...8, using: &random) where bytes.count > 4 {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...400, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3: bytes.insert(contentsOf: Array("\n\n".utf8), at: place)
            case 4:
                bytes.insert(
                    contentsOf: Array("Content-Length: \(Int.random(in: 0...9_999, using: &random))\n".utf8),
                    at: place
                )
            default: bytes.insert(contentsOf: [0x25, 0x0A, 0x3A, 0x00], at: place)
            }
        }
        return bytes
    }

    @Test("break nothing: the same messages come in any pieces, and a call has one end at most")
    func mutations() throws {
        var random = SeededRandom(41)
        for call in RecordedCall.all {
            let played = try PlayedRecording(call)
            let bytes = played.blocks.filter { PlayedRecording.isSubscribed($0.event) }.flatMap(\.bytes)
            for _ in 0..<60 {
                let broken = EventSocketFuzzTests.broken(bytes, &random)
                var whole = try played.placed()
                whole.hear(broken)
                var pieces = try played.placed()
                var rest = broken[...]
                while !rest.isEmpty, pieces.fault == nil {
                    let count = Int.random(in: 1...700, using: &random)
                    pieces.hear(Array(rest.prefix(count)))
                    rest = rest.dropFirst(count)
                }
                #expect(pieces.reports == whole.reports)
                #expect((pieces.fault == nil) == (whole.fault == nil))
                #expect(whole.reports.count { if case .ended = $0.event { true } else { false } } <= 1)
                #expect(whole.reports.map(\.at) == whole.reports.map(\.at).sorted())
            }
        }
    }

    @Test("harm in no way: no crash, no growth, no time that grows with the square", arguments: [1, 2] as [UInt64])
    func hostile(seed: UInt64) throws {
        let corpus = try RecordedCall.all.map { try Recordings.recording($0.name).blocks.flatMap(\.bytes) }
        let report = FuzzRun(corpus: corpus, seed: seed).run(FreeSWITCHFuzz.self, for: .seconds(20), inputs: 60)
        #expect(report.faults == [] && report.inputs > 0)
    }
}
