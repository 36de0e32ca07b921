/// One message of FreeSWITCH's event socket.
enum EventSocketFrame: Equatable, Sendable {
    /// It asks for the password.
    case authRequest
    /// What it says to a command: `Reply-Text`, or the body of an `api/response`.
    ///
    /// The two are one, because a command that is not permitted is answered by the other kind.
    case reply(String)
    /// Something happened.
    case event(FreeSWITCHEvent)
    /// It leaves: its words.
    case farewell(String)
    /// Its access list has no place for us: its words.
    case rejection(String)
    /// Something that was not asked for, such as a line of its log.
    case other
}

/// Bytes that are not event socket's.
enum EventSocketFault: Error, Equatable, Sendable {
    /// The headers of a message do not end.
    case endlessHeaders
    /// A message says that it is longer than any is, or its length is not a number.
    case wrongLength(String)

    /// What is wrong, after "it".
    var words: String {
        switch self {
        case .endlessHeaders: "sends headers that do not end"
        case .wrongLength(let text): "sends a message of length `\(text)`"
        }
    }
}
