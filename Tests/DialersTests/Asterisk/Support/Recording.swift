import CallspoolCore
import Foundation

@testable import Dialers

/// What a real Asterisk said and was told, to the byte, with its times.
struct Recording {
    /// A block that came, or was sent.
    struct Block {
        /// Seconds since the connection was made.
        var at: Double
        var isReceived: Bool
        var bytes: [UInt8]
    }

    /// An Originate that was sent.
    struct Originate {
        var at: Double
        var channel: String
        var ids: AsteriskIDs
    }

    let name: String
    let received: [UInt8]
    let blocks: [Block]

    /// Every recording there is.
    static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".recv.txt") }
                .map { String($0.dropLast(9)) }
                .sorted()
        }
    }

    /// The folder of everything that was recorded or made for tests.
    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures").path

    private static let folder = URL(fileURLWithPath: fixtures).appending(path: "Asterisk")

    init(_ name: String) throws {
        func bytes(_ suffix: String) throws -> [UInt8] {
            Array(try Data(contentsOf: Recording.folder.appending(path: name + suffix)))
        }
        self.name = name
        let (received, sent) = (try bytes(".recv.txt"), try bytes(".sent.txt"))
        self.received = received
        blocks = try bytes(".time.jsonl").split(separator: 0x0A)
            .map { line in
                let entry = try JSONDecoder().decode(Entry.self, from: Data(line))
                let isReceived = entry.dir == "recv"
                let range = entry.off..<(entry.off + entry.len)
                return Block(at: entry.t, isReceived: isReceived, bytes: Array((isReceived ? received : sent)[range]))
            }
    }

    private struct Entry: Decodable {
        var t: Double
        var dir: String
        var off: Int
        var len: Int
    }

    /// The messages of the blocks that came, each with its time.
    var messages: [(at: Double, message: ManagerMessage)] {
        get throws {
            var parser = ManagerParser()
            var messages: [(Double, ManagerMessage)] = []
            for block in blocks where block.isReceived {
                parser.append(block.bytes)
                while let message = try parser.next() { messages.append((block.at, message)) }
            }
            return messages
        }
    }

    /// The Originates, each with the ids that its channels had: those that were given, or the server's own.
    var originates: [Originate] {
        get throws {
            var begun = try messages.filter { $0.message["Event"] == "Newchannel" }
            func take(_ wanted: (String) -> Bool, since: Double) -> String? {
                let place = begun.firstIndex { $0.at >= since && wanted($0.message["Channel"] ?? "") }
                return place.flatMap { begun.remove(at: $0).message["Uniqueid"] }
            }
            // The ids of what was refused at once belong to nobody.
            let refused = Set(
                try messages.filter { $0.message["Response"] == "Error" }.compactMap { $0.message["ActionID"] }
            )
            return blocks.filter { !$0.isReceived }
                .compactMap { block -> Originate? in
                    let fields = block.fields
                    guard fields["Action"] == "Originate", let action = fields["ActionID"] else { return nil }
                    let channel = fields["Channel"] ?? ""
                    let isLocal = channel.hasPrefix("Local/")
                    let stem = isLocal ? channel : "PJSIP/" + (channel.split(separator: "@").last ?? "")
                    var ids = AsteriskIDs(action: action, channel: fields["ChannelId"] ?? action)
                    if refused.contains(action) {
                        ids.other = nil
                    } else if fields["ChannelId"] == nil {
                        let own = take(
                            { $0.hasPrefix(stem + "-") && (!isLocal || $0.hasSuffix(";1")) },
                            since: block.at
                        )
                        ids.channel = own ?? action
                        ids.other = take({ $0.hasPrefix(stem + "-") && $0.hasSuffix(";2") }, since: block.at)
                    } else {
                        ids.other = fields["OtherChannelId"]
                    }
                    // Recorded without a list of channels: the halves are known by their hangups alone.
                    if isLocal, ids.channel == action, !refused.contains(action), let halves = halves(of: stem) {
                        (ids.channel, ids.other) = halves
                    }
                    return Originate(at: block.at, channel: channel, ids: ids)
                }
        }
    }

    private func halves(of stem: String) -> (String, String?)? {
        var parser = ManagerParser()
        parser.append(received)
        var ids: [String: String] = [:]
        while let message = try? parser.next() {
            guard message["Event"] == "Hangup", let channel = message["Channel"], channel.hasPrefix(stem) else {
                continue
            }
            ids[String(channel.suffix(1))] = message["Uniqueid"]
        }
        return ids["1"].map { ($0, ids["2"]) }
    }
}

extension Recording.Block {
    /// The fields of a block that was sent.
    var fields: [String: String] {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        let pairs = lines.compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
