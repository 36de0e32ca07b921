internal import CallspoolCore

extension VirtualClock {
    /// Lets everybody who can run do so for a while, then moves to the earliest instant that somebody sleeps until.
    ///
    /// How long a while is cannot be known from outside; a step that comes too early only moves time for somebody
    /// who looks at it late. Whoever waits for something calls this until it is there.
    public func step() async {
        for _ in 0..<32 {
            await Task.yield()
        }
        guard let nextWake else { return }
        move(to: max(nextWake, now))
    }
}
