internal import CallspoolCore

extension FreeSWITCHEvent {
    /// Reads the body of a `text/event-plain` message.
    ///
    /// Some headers occur twice (`Hangup-Cause`), always alike; the last one counts.
    init(_ bytes: UnsafeRawBufferPointer) {
        var job: (answer: Int64, id: String)?
        var answer = Answer()
        bytes.eachHeader { name, value in
            guard let first = name.first else { return }
            switch first {
            case UInt8(ascii: "v"): channel.read(name, value, &answer)
            case UInt8(ascii: "C"):
                if name.isText("Content-Length") { job?.answer = value.decimal ?? 0 }
                channel.readTimes(name, value)
            case UInt8(ascii: "E"):
                if name.isText("Event-Name") {
                    self.name = Name(value)
                    if self.name == .job("") { job = (0, "") }
                } else if name.isText("Event-Date-Timestamp") {
                    firedAt = value.decimal ?? 0
                }
            case UInt8(ascii: "U"): if name.isText("Unique-ID") { id = value.percentDecoded }
            case UInt8(ascii: "J"): if name.isText("Job-UUID") { job?.id = value.percentDecoded }
            case UInt8(ascii: "H"): if name.isText("Hangup-Cause") { channel.cause = value.percentDecoded }
            default: break
            }
        }
        channel.callee = answer.callee
        guard let job else { return }
        id = job.id
        let length = min(Int(job.answer), bytes.count)
        let text = String(decoding: bytes[(bytes.count - length)...], as: UTF8.self)
        self.name = .job(text.trimmed)
    }
}

extension FreeSWITCHEvent.Name {
    fileprivate init(_ value: UnsafeRawBufferPointer) {
        if value.isText("CHANNEL_HANGUP_COMPLETE") {
            self = .hangup
        } else if value.isText("CHANNEL_ANSWER") {
            self = .answer
        } else if value.isText("CHANNEL_PROGRESS") || value.isText("CHANNEL_PROGRESS_MEDIA") {
            self = .progress
        } else if value.isText("BACKGROUND_JOB") {
            self = .job("")
        } else {
            self = .other
        }
    }
}

/// What the modules that listen to who answers have said.
private struct Answer {
    /// The dialplan's own word.
    var said: CalleeType?
    /// mod_amd's.
    var amd: CalleeType?
    /// mod_avmd has heard a beep.
    var hasBeeped = false

    /// The dialplan's word is the last one.
    var callee: CalleeType? { said ?? amd ?? (hasBeeped ? .answeringmachine : nil) }
}

extension FreeSWITCHEvent.Channel {
    fileprivate mutating func readTimes(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        guard name.begins(with: "Caller-Channel-") else { return }
        if name.isText("Caller-Channel-Answered-Time") {
            answeredAt = value.decimal ?? 0
        } else if name.isText("Caller-Channel-Progress-Time") {
            progressAt = value.decimal ?? 0
        } else if name.isText("Caller-Channel-Progress-Media-Time") {
            mediaAt = value.decimal ?? 0
        } else if name.isText("Caller-Channel-Hangup-Time") {
            endedAt = value.decimal ?? 0
        }
    }

    fileprivate mutating func read(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer,
        _ answer: inout Answer
    ) {
        // `variable_` and the letter behind it.
        guard name.count > 9 else { return }
        switch name[9] {
        case UInt8(ascii: "s"):
            if name.isText("variable_sip_term_status") {
                sipStatus = value.decimal.map(Int.init)
            } else if name.isText("variable_sip_reply_port") {
                isUnreplied = value.isText("0")
            } else if name.isText("variable_sip_invite_failure_phrase") || name.isText("variable_sip_hangup_phrase") {
                phrase = value.percentDecoded
            }
        case UInt8(ascii: "h"):
            if name.isText("variable_hangup_cause_q850") { q850 = value.decimal.map(Int.init) }
        case UInt8(ascii: "p"):
            if name.isText("variable_proto_specific_hangup_cause"), sipStatus == nil { sipStatus = value.sipStatus }
        case UInt8(ascii: "c"):
            if name.isText("variable_callspool_callee_type") { answer.said = CalleeType(detected: value) }
        case UInt8(ascii: "a"):
            if name.isText("variable_amd_result") {
                answer.amd = CalleeType(amdResult: value)
            } else if name.isText("variable_avmd_detect") {
                answer.hasBeeped = value.isText("TRUE")
            }
        default: break
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The status in `sip:486`, its colon as it is or as `%3A`.
    fileprivate var sipStatus: Int? {
        let text = percentDecoded
        guard text.hasPrefix("sip:"), let status = Int(text.dropFirst(4)), (100...699).contains(status) else {
            return nil
        }
        return status
    }
}

extension CalleeType {
    /// What a dialplan may say in `callspool_callee_type`; any other word says nothing.
    fileprivate init?(detected value: UnsafeRawBufferPointer) {
        guard let callee = CalleeType(rawValue: value.percentDecoded.lowercased()) else { return nil }
        switch callee {
        case .voice, .answeringmachine, .fax, .unknown: self = callee
        case .busy, .noanswer, .intercept, .none: return nil
        }
    }

    /// mod_amd's `amd_result`: HUMAN, MACHINE, NOTSURE.
    fileprivate init?(amdResult value: UnsafeRawBufferPointer) {
        if value.isText("HUMAN") {
            self = .voice
        } else if value.isText("MACHINE") {
            self = .answeringmachine
        } else {
            return nil
        }
    }
}

extension String {
    /// Without the spaces and line feeds at its end.
    fileprivate var trimmed: String {
        guard let last = utf8.lastIndex(where: { $0 > 0x20 }) else { return "" }
        return String(self[...last])
    }
}
