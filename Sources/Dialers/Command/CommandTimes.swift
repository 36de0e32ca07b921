/// How long a program is waited for; tests of one that answers make it long.
struct CommandTimes: Sendable {
    /// For its hello.
    var hello = Duration.seconds(10)
    /// For room in the window, before an attempt is refused.
    var window = Duration.seconds(2)
    /// For the answer to an inquiry, before whoever asked goes on without.
    var answer = Duration.seconds(5)
    /// For the answer to an inquiry, before the program counts as broken.
    var deaf = Duration.seconds(30)
    /// For news of an attempt since it was first asked for; then it is lost.
    var lost = Duration.seconds(300)
    /// How much longer than its limit a call may ring before it is canceled.
    var ring = Duration.seconds(5)
    /// The longest rest between two runs of the program.
    var rest = Duration.seconds(60)

    init() {}
}
