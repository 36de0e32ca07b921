/// How a call goes at the false FreeSWITCH: a recording's messages, with the ids and the times of the call put in.
public struct FreeSWITCHScript: Sendable {
    /// A part of a message.
    enum Piece: Sendable {
        /// As it was recorded.
        case bytes([UInt8])
        /// The channel's id, or the job's.
        case id, job
        /// An instant, so many microseconds after the call began.
        case time(Int64)
    }

    /// A message and when it is sent.
    struct Step: Sendable {
        /// Microseconds after the call began.
        var after: Int64
        /// Its event's name.
        var event: String
        /// The event's text.
        var pieces: [Piece]
    }

    /// What is sent, in order.
    var steps: [Step]

    /// Takes the events that tell of a call from a recording, its last one, when there are several.
    ///
    /// - Parameters:
    ///   - recording: of one call.
    ///   - speed: how much faster than recorded it goes.
    ///   - cause: the hangup cause to put in the place of the recorded one.
    public init(_ recording: FreeSWITCHRecording, speed: Double, cause: String? = nil) {
        guard let placing = recording.commands.last(where: { $0.text.hasPrefix("bgapi originate ") }) else {
            steps = []
            return
        }
        let blocks = recording.blocks.filter {
            $0.time > placing.time && FreeSWITCHScript.toldEvents.contains($0.event ?? "")
        }
        let ids = FreeSWITCHIDs(placing.text)
        let base = blocks.lazy.compactMap { FreeSWITCHScript.firedAt($0) }.first ?? 0
        steps = blocks.map { block in
            var text = FreeSWITCHScript.body(block)
            if let cause, let said = recording.cause { text = text.replacing(": \(said)\n", with: ": \(cause)\n") }
            return Step(
                after: Int64(Double((FreeSWITCHScript.firedAt(block) ?? base) - base) / speed),
                event: block.event ?? "",
                pieces: FreeSWITCHScript.pieces(text, ids, base: base, speed: speed)
            )
        }
    }

    /// A call of which nothing is ever said.
    public static let mute = FreeSWITCHScript(steps: [])

    private init(steps: [Step]) {
        self.steps = steps
    }

    /// The same without what comes after so many steps: its end is never told.
    public func cut(after count: Int) -> FreeSWITCHScript {
        var script = self
        script.steps = Array(steps.prefix(count))
        return script
    }

    /// The events that a dialer may ask for.
    public static let toldEvents: Set<String> = [
        "BACKGROUND_JOB", "CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA", "CHANNEL_ANSWER", "CHANNEL_HANGUP_COMPLETE",
    ]

    /// A step's message, with its head.
    func message(_ step: Step, id: String, job: String, beganAt: Int64) -> [UInt8] {
        var body: [UInt8] = []
        for piece in step.pieces {
            switch piece {
            case .bytes(let bytes): body += bytes
            case .id: body += id.utf8
            case .job: body += job.utf8
            case .time(let after): body += "\(beganAt + after)".utf8
            }
        }
        return Array("Content-Length: \(body.count)\nContent-Type: text/event-plain\n\n".utf8) + body
    }

    private static func body(_ block: FreeSWITCHRecording.Block) -> String {
        let text = String(decoding: block.bytes, as: UTF8.self)
        return text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init) ?? ""
    }

    private static func firedAt(_ block: FreeSWITCHRecording.Block) -> Int64? {
        let line = body(block).split(separator: "\n").first { $0.hasPrefix("Event-Date-Timestamp: ") }
        return line.flatMap { Int64($0.dropFirst(22)) }
    }

    /// Cuts a text at the ids and the instants in it.
    private static func pieces(_ text: String, _ ids: FreeSWITCHIDs, base: Int64, speed: Double) -> [Piece] {
        var pieces: [Piece] = []
        var plain: [UInt8] = []
        func put(_ piece: Piece) {
            if !plain.isEmpty { pieces.append(.bytes(plain)) }
            plain = []
            pieces.append(piece)
        }
        var rest = text[...]
        while let first = rest.first {
            if !ids.channel.isEmpty, rest.hasPrefix(ids.channel) {
                put(.id)
                rest = rest.dropFirst(ids.channel.count)
            } else if !ids.job.isEmpty, rest.hasPrefix(ids.job) {
                put(.job)
                rest = rest.dropFirst(ids.job.count)
            } else if rest.hasPrefix(": 1795"), let line = rest.prefix(while: { $0 != "\n" }).instant {
                plain += Array(": ".utf8)
                put(.time(Int64(Double(line - base) / speed)))
                rest = rest.dropFirst(18)
            } else {
                plain += Array(String(first).utf8)
                rest = rest.dropFirst()
            }
        }
        if !plain.isEmpty { pieces.append(.bytes(plain)) }
        return pieces
    }
}

extension Substring {
    /// The microseconds in `: 1795424378114053`; nothing shorter.
    fileprivate var instant: Int64? { utf8.count == 18 ? Int64(dropFirst(2)) : nil }
}

/// The ids in a command that places a call.
public struct FreeSWITCHIDs: Equatable, Sendable {
    /// The channel's.
    public var channel: String
    /// The job's.
    public var job: String
    /// The dialled string.
    public var target: String
    /// Every variable as written.
    public var variables: [String: String] = [:]

    /// Reads a command.
    public init(_ command: String) {
        let lines = command.split(separator: "\n")
        job = lines.dropFirst().first { $0.hasPrefix("Job-UUID: ") }.map { String($0.dropFirst(10)) } ?? ""
        let inside = lines.first?.split(separator: "{").dropFirst().first ?? ""
        let halves = inside.split(separator: "}", maxSplits: 1)
        for pair in halves.first?.split(separator: ",") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if sides.count == 2 { variables[sides[0]] = sides[1] }
        }
        channel = variables["origination_uuid"] ?? ""
        target = halves.count == 2 ? String(halves[1].prefix { $0 != " " }) : ""
    }
}

extension FreeSWITCHRecording {
    /// The hangup cause that it is of.
    fileprivate var cause: Substring? {
        let last = blocks.last { $0.event == "CHANNEL_HANGUP_COMPLETE" }
        let text = last.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix("Hangup-Cause: ") }?.dropFirst(14)
    }
}
