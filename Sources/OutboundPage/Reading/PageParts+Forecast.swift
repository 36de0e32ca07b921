internal import CallspoolCore
internal import Spool

extension PageParts {
    /// The spool as it is now, ready to be foreseen.
    ///
    /// Blocks on the disk.
    ///
    /// - Returns: the snapshot.
    /// - Throws: `DiskError`.
    func forecast() throws -> SpoolForecast {
        try watch.forecast(settings, now: programNow(), wall: clock.wall)
    }
}
