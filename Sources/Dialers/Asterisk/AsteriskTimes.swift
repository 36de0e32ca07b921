/// How long things may take; tests make them short.
struct AsteriskTimes: Sendable {
    /// To connect, and again from there to log in.
    var login = Duration.seconds(10)
    /// After the login, for the server's word that it is ready; a user who may not read `system` is not told.
    var boot = Duration.seconds(5)
    /// Without a word of the server's, until it is asked for a sign of life.
    var quiet = Duration.seconds(10)
    /// Without a word, until the connection counts as dead.
    var dead = Duration.seconds(20)
    /// Without a connection, until the calls that were in progress are given up.
    var away = Duration.seconds(300)
    /// After the ring limit, until a call of which no channel was ever told counts as lost.
    var overdue = Duration.seconds(20)
    /// For the call record of a call that ended unheard.
    var record = Duration.seconds(5)
    /// Between tries to connect: the first wait; each further one is twice as long.
    var firstPause = Duration.milliseconds(500)
    /// The longest wait.
    var longestPause = Duration.seconds(15)
    /// The wait after a refused login: a person must repair it.
    var refusedPause = Duration.seconds(30)
    /// Between looks at what is overdue.
    var tick = Duration.milliseconds(200)

    init() {}
}
