/// How long a FreeSWITCH is waited for; tests of one that answers make it long.
struct FreeSWITCHTimes: Equatable, Sendable {
    /// To connect.
    var connect = Duration.seconds(5)
    /// For an answer, without any other word meanwhile.
    ///
    /// FreeSWITCH answers at once; a server that hangs must not hold calls up for long.
    var answer = Duration.seconds(10)
    /// For an answer where events come meanwhile: it is alive, and behind with its work.
    var lateAnswer = Duration.seconds(60)
    /// Without a word, until it is asked whether it is there.
    var quiet = Duration.seconds(20)

    init() {}
}
