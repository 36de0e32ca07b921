internal import CallspoolCore

/// A connection to the event socket, as a dialogue: what is said next, what an answer answers, when it is dead.
///
/// Answers come in the order of the commands, and bear no name; so what is asked is kept in a row.
struct FreeSWITCHSession: Equatable, Sendable {
    /// How far the dialogue is.
    enum Phase: Equatable, Sendable {
        /// Connected, and it has not asked for the password. Goes to loggingIn.
        case silent
        /// The password is in progress. Goes to settingUp.
        case loggingIn
        /// It is told which events are wanted. Goes to ready.
        case settingUp
        /// Calls can be placed.
        case ready
    }

    /// A command that was sent, by what its answer is for.
    enum Question: Equatable, Sendable {
        /// The password.
        case login
        /// A command of the set-up.
        case setUp(isLast: Bool)
        /// The placing of an attempt, by its id.
        case originate(String)
        /// Whether there is a channel of this id, and who wants to know.
        case exists(String, asker: Int?)
        /// The end of a channel.
        case kill(String)
        /// A command whose answer somebody wants to read, by its number.
        case command(Int)
        /// Whether anybody is there.
        case ping
    }

    /// What FreeSWITCH has said, for those who go by it.
    enum Word: Equatable, Sendable {
        /// Calls can be placed from now on.
        case ready
        /// The answer to a command.
        case answer(Question, String)
        /// It cannot be worked with: it says why.
        case denied(String)
        /// It cannot be worked with on this connection: what is wrong.
        case broken(String)
        /// Nothing that anybody goes by.
        case nothing
    }

    private(set) var phase = Phase.silent
    private let secret: String
    private let times: FreeSWITCHTimes
    private var asked: [Asked] = []
    /// The place in `asked` of the oldest that is unanswered.
    private var next = 0
    /// When it was last heard.
    private(set) var lastHeard: Timestamp
    /// Whether it is given up because it says nothing.
    private(set) var isSilent = false
    /// How many placings are unanswered.
    private(set) var unconfirmed = 0

    /// A connection that was made now.
    init(secret: String, times: FreeSWITCHTimes, _ now: Timestamp) {
        self.secret = secret
        self.times = times
        lastHeard = now
    }

    private struct Asked: Equatable, Sendable {
        var question: Question
        var at: Timestamp
    }

    /// What was asked and is unanswered, the oldest first.
    var questions: [Question] { asked[next...].map(\.question) }

    /// Notes a command that is sent.
    mutating func ask(_ question: Question, _ now: Timestamp) {
        asked.append(Asked(question: question, at: now))
        if case .originate = question { unconfirmed += 1 }
    }

    /// A message that is not an event.
    ///
    /// - Returns: what it means, and the bytes that are to be sent because of it.
    mutating func heard(_ frame: EventSocketFrame, _ now: Timestamp) -> (word: Word, send: String) {
        lastHeard = now
        switch frame {
        case .event, .other: return (.nothing, "")
        case .authRequest:
            guard phase == .silent else { return (.broken("asks for the password again"), "") }
            phase = .loggingIn
            ask(.login, now)
            return (.nothing, "auth \(secret)\n\n")
        case .rejection(let words): return (.denied(words), "")
        case .farewell(let words): return (.broken("says: \(words.firstLine)"), "")
        case .reply(let text): return answered(text, now)
        }
    }

    /// An event came.
    mutating func heardEvent(_ now: Timestamp) {
        lastHeard = now
    }

    /// What is wrong when nothing is heard for too long; `ping`: it is to be asked whether it is there.
    mutating func check(_ now: Timestamp) -> (fault: String?, ping: Bool) {
        if next < asked.count {
            let wait = now - asked[next].at
            let isDead = wait > times.lateAnswer || min(wait, now - lastHeard) > times.answer
            isSilent = isDead
            return (isDead ? "does not answer" : nil, false)
        }
        if phase == .silent { return (now - lastHeard > times.answer ? "says nothing" : nil, false) }
        return (nil, phase == .ready && now - lastHeard > times.quiet)
    }

    private mutating func answered(_ text: String, _ now: Timestamp) -> (word: Word, send: String) {
        guard next < asked.count else { return (.broken("answers what was not asked"), "") }
        let question = asked[next].question
        next += 1
        if next == asked.count || next > 1024 {
            asked.removeFirst(next)
            next = 0
        }
        switch question {
        case .login:
            guard text.hasPrefix("+OK") else { return (.denied(text), "") }
            return (.nothing, setUp(now))
        case .setUp(let isLast):
            guard text.hasPrefix("+OK") else { return (.broken("refuses to tell what happens: \(text)"), "") }
            guard isLast else { return (.nothing, "") }
            phase = .ready
            return (.ready, "")
        case .originate:
            unconfirmed -= 1
            return (.answer(question, text), "")
        case .exists, .kill, .command, .ping: return (.answer(question, text), "")
        }
    }

    /// Few events, and of the channels only our own: with all of them FreeSWITCH places four calls in the time of six.
    private mutating func setUp(_ now: Timestamp) -> String {
        phase = .settingUp
        let commands = [
            "event plain BACKGROUND_JOB CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE",
            "filter Event-Name BACKGROUND_JOB",
            "filter variable_callspool true",
        ]
        for place in commands.indices { ask(.setUp(isLast: place == commands.count - 1), now) }
        return commands.map { "\($0)\n\n" }.joined()
    }
}

extension String {
    fileprivate var firstLine: Substring { prefix { $0 != "\n" } }
}
