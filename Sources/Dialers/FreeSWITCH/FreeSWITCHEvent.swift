internal import CallspoolCore

/// What is kept of an event of FreeSWITCH's; its other hundred headers are passed over unread.
struct FreeSWITCHEvent: Equatable, Sendable {
    /// Which events are asked for.
    enum Name: Equatable, Sendable {
        /// It rings, or its network talks before the answer.
        case progress
        /// It was answered.
        case answer
        /// Its channel is over, and everything of it is known.
        case hangup
        /// A command of ours is done: its answer.
        case job(String)
        /// One that was not asked for.
        case other
    }

    /// Which event.
    var name = Name.other
    /// The channel's id, or the job's.
    var id = ""
    /// When it was fired, in microseconds of the other machine's clock; 0 when it does not say.
    var firedAt: Int64 = 0
    /// What the channel knows of itself.
    var channel = Channel()

    /// The headers of a channel; times in microseconds of the other machine's clock, 0 for what did not happen.
    struct Channel: Equatable, Sendable {
        /// When it began to ring.
        var progressAt: Int64 = 0
        /// When its network began to talk before an answer.
        var mediaAt: Int64 = 0
        /// When it was answered.
        var answeredAt: Int64 = 0
        /// When it ended.
        var endedAt: Int64 = 0
        /// FreeSWITCH's word for its end.
        var cause: String?
        /// The same as a Q.850 cause.
        var q850: Int?
        /// What the other side refused the call with.
        var sipStatus: Int?
        /// Whether FreeSWITCH made that status itself, because no reply ever came.
        var isUnreplied = false
        /// The words beside that.
        var phrase: String?
        /// What the dialplan says of who answered.
        var callee: CalleeType?
    }
}

extension FreeSWITCHEvent.Channel {
    /// When it rang first, in whichever way; 0 when it did not.
    var rangAt: Int64 {
        progressAt == 0 || mediaAt == 0 ? max(progressAt, mediaAt) : min(progressAt, mediaAt)
    }
}
